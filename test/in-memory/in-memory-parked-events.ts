import { entityKey } from '../../lambdas/contract/table-schema';
import type { Envelope } from '../../lambdas/core/envelope';
import type { KeptEnvelope, ModuleEntity, ParkedBody, ParkedEvents } from '../../lambdas/processor/ports';

/** Envelopes of parked events without a database. */
export class InMemoryParkedEvents implements ParkedEvents {
  readonly kept = new Map<string, Envelope>();

  async keep(of: ModuleEntity, key: string, { envelope }: KeptEnvelope): Promise<void> {
    this.kept.set(keyOf(of, key), structuredClone(envelope));
  }

  async fetch(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<ReadonlyMap<string, Envelope>> {
    return new Map(
      bodies.flatMap(({ key }) => {
        const envelope = this.kept.get(keyOf(of, key));
        return envelope ? [[key, structuredClone(envelope)] as const] : [];
      }),
    );
  }

  async discard(of: ModuleEntity, bodies: readonly ParkedBody[]): Promise<void> {
    for (const { key } of bodies) this.kept.delete(keyOf(of, key));
  }
}

const keyOf = ({ module, entity }: ModuleEntity, key: string): string =>
  `${entityKey(module, entity)} ${key}`;
