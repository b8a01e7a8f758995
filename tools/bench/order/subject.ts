import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import { fifoBatchSize } from '../../../lambdas/contract/limits';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import { claimKey, claimsTable } from '../../../lambdas/contract/table-schema';
import type { Envelope } from '../../../lambdas/core/envelope';
import { type BenchEvent, claimItem, envelopeOf, queueEvent } from './bench-events';
import { copyItems, type ItemCopies, putItems } from './items';
import type { Measured, MeasuredProcessor } from './measured-processor';
import type { Stage } from './stage';

/** A module and the process that its processor runs in. */
export interface ModuleUnderTest {
  readonly stage: Stage;
  readonly manifest: ModuleManifest;
  readonly processor: MeasuredProcessor;
}

const firstMs = Date.parse('2026-11-02T08:00:00Z');
const claimSchema = z.object({ outcomes: z.record(z.string(), z.object({ outcome: z.string() })) });

/** One entity of a module, with a clock of its own that is its events' and the processor's alike. */
export class Subject {
  readonly id = randomUUID();
  nowMs = firstMs;
  readonly #module: ModuleUnderTest;
  #events = 0;

  constructor(module: ModuleUnderTest) {
    this.#module = module;
  }

  /** A new event, now unless another time is given. */
  event(type: string, rest: Partial<Pick<BenchEvent, 'atMs' | 'status'>> = {}): Envelope {
    this.#events += 1;
    const id = `${this.id}:${this.#events}`;
    return envelopeOf({ id, type, entityId: this.id, atMs: this.nowMs, ...rest });
  }

  /** So many new events, each `stepMs` after the one before, of the given types in turns. */
  events(count: number, types: readonly string[], stepMs: number): Envelope[] {
    return Array.from({ length: count }, (_, index) => {
      this.nowMs += stepMs;
      return this.event(types[index % types.length] ?? '');
    });
  }

  /** Delivers events as far as one invocation may hold them at a time. */
  async deliver(envelopes: readonly Envelope[]): Promise<void> {
    for (let start = 0; start < envelopes.length; start += fifoBatchSize) {
      const batch = envelopes.slice(start, start + fifoBatchSize);
      await this.claim(batch);
      await this.#module.processor.invoke(queueEvent(this.#module.manifest, batch), this.nowMs);
    }
  }

  async claim(envelopes: readonly Envelope[]): Promise<void> {
    const { dynamodb, claimsTable: table } = this.#module.stage;
    await putItems(dynamodb, { table, items: envelopes.map(claimItem) });
  }

  measure(envelope: Envelope, nowMs: number): Promise<Measured> {
    const { processor, manifest } = this.#module;
    return processor.invoke(queueEvent(manifest, [envelope]), nowMs);
  }

  /** What is stored of the entity and, if asked for, of its events' claims. */
  async copy({ withClaims = false } = {}): Promise<readonly ItemCopies[]> {
    const { dynamodb, entitiesTable, claimsTable } = this.#module.stage;
    const tables = withClaims ? [entitiesTable, claimsTable] : [entitiesTable];
    return Promise.all(tables.map((table) => copyItems(dynamodb, table, this.id)));
  }

  async restore(copies: readonly ItemCopies[]): Promise<void> {
    await Promise.all(copies.map((copy) => putItems(this.#module.stage.dynamodb, copy)));
  }

  /** @throws when the event's outcome is another one */
  async expectOutcome({ source, id }: Envelope, expected: OutcomeName): Promise<void> {
    const { stage, manifest } = this.#module;
    const Key = marshall({ [claimsTable.partitionKey]: claimKey(source, id) });
    const command = new GetItemCommand({ TableName: stage.claimsTable, Key, ConsistentRead: true });
    const { Item = {} } = await stage.dynamodb.send(command);
    const found = claimSchema.safeParse(unmarshall(Item)).data?.outcomes[manifest.name]?.outcome;
    if (found === expected) return;
    throw new Error(`The outcome of a measured event is ${found ?? 'unknown'}, not ${expected}.`);
  }
}
