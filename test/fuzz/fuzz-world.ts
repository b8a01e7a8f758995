import { PowertoolsLog } from '../../lambdas/adapters/powertools-log';
import { PowertoolsMetrics } from '../../lambdas/adapters/powertools-metrics';
import { envelopeSchema } from '../../lambdas/core/envelope';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { orderKeyOf } from '../../lambdas/core/route-event';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import type { Metrics } from '../../lambdas/core/ports';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import type { ClaimResult, IngestDependencies, NewClaim, OutgoingMessage } from '../../lambdas/ingest/ports';
import { secretVersions } from '../secret-versions';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { InMemoryQueues } from '../in-memory/in-memory-queues';
import { canary } from './canary';
import { fuzzModules } from './fuzz-modules';
import { secretsOf, sources } from './fuzz-sources';
import type { FuzzedDoor } from './fuzzed-door';

/** Services that can fail, and do so while a case runs. */
export const services = ['secrets', 'claims', 'queues', 'quarantine'] as const;
export type Service = (typeof services)[number];

/** The metrics, and how often they were flushed. */
class WatchedMetrics implements Metrics {
  readonly #metrics = new PowertoolsMetrics();
  flushes = 0;

  count: Metrics['count'] = (name, times) => this.#metrics.count(name, times);

  flush: Metrics['flush'] = (dimensions) => {
    this.flushes += 1;
    this.#metrics.flush(dimensions);
  };
}

/** An error as the services' clients throw them: it quotes what it was called with. */
const quotingError = (): Error =>
  Object.assign(new Error(`The call with ${canary} failed.`), {
    input: canary,
    $metadata: { httpStatusCode: 400 },
  });

/** What the function did since the case began. */
export interface Deeds {
  /** Of the metrics. */
  readonly flushes: number;
  /** Services that were called, but for the secrets. */
  readonly calls: readonly Service[];
  /** Messages that were sent to a module and that it could do nothing with. */
  readonly unreadable: number;
}

/** One ingest function with everything around it, warm over all cases as on Lambda. */
export class FuzzWorld {
  readonly handler: (event: unknown) => Promise<unknown>;
  readonly #metrics = new WatchedMetrics();
  readonly #calls: Service[] = [];
  readonly #claims = new InMemoryClaimStore();
  readonly #queues = new InMemoryQueues();
  #unreadable = 0;
  #failing: Service | undefined;
  #nowMs = Date.UTC(2023, 9, 27, 14, 30, 1);

  constructor(door: FuzzedDoor) {
    const config = { sources, maxBodyBytes, manifests: fuzzModules, claimRetentionSeconds: 35 * 24 * 3600 };
    this.handler = door.createHandler(config, this.#dependencies());
  }

  /** Begins a case, a minute after the one before: nothing that failed there may still be waited out. */
  begin(failing: Service | undefined): void {
    this.#failing = failing;
    this.#nowMs += 60_000;
    this.#metrics.flushes = 0;
    this.#calls.length = 0;
    this.#unreadable = 0;
    this.#queues.sent.length = 0;
    this.#queues.quarantined.length = 0;
  }

  get deeds(): Deeds {
    return {
      flushes: this.#metrics.flushes,
      calls: this.#calls.filter((service) => service !== 'secrets'),
      unreadable: this.#unreadable,
    };
  }

  /** Of every third event the modules are done at once, so that its copies come after that. */
  async #claim(claim: NewClaim, nowSeconds: number): Promise<ClaimResult> {
    const result = await this.#claims.claim(claim, nowSeconds);
    if (result.kind === 'won' && this.#claims.claims.size % 3 === 0) {
      for (const { name } of fuzzModules) {
        const { source, eventId, receivedTime: at } = claim;
        await this.#claims.record({ source, eventId, module: name, outcome: 'applied', at });
      }
    }
    return result;
  }

  /** A module has to be able to read what it is sent, and to give it a place in the order. */
  async #send(module: string, message: OutgoingMessage): Promise<void> {
    const manifest = fuzzModules.find(({ name }) => name === module);
    try {
      const envelope = envelopeSchema.parse(decodeMessage(message.body, message.encoding));
      if (manifest) orderKeyOf(manifest, envelope);
    } catch {
      this.#unreadable += 1;
    }
    await this.#queues.send(module, message);
  }

  #call<T>(service: Service, run: () => Promise<T>): Promise<T> {
    this.#calls.push(service);
    return this.#failing === service ? Promise.reject(quotingError()) : run();
  }

  #dependencies(): IngestDependencies {
    const clock = { now: () => this.#nowMs };
    const log = new PowertoolsLog();
    const fetch = (source: string) =>
      this.#call('secrets', async () => secretVersions(secretsOf(source), this.#nowMs));
    return {
      clock,
      timer: { after: () => () => undefined },
      log,
      metrics: this.#metrics,
      secrets: new CachedSecrets({ store: { fetch }, clock, log, overlapMs: 24 * 3600 * 1000 }),
      claims: {
        claim: (claim, nowSeconds) => this.#call('claims', () => this.#claim(claim, nowSeconds)),
      },
      queues: {
        send: (module, message) => this.#call('queues', () => this.#send(module, message)),
      },
      quarantine: { keep: (message) => this.#call('quarantine', () => this.#queues.keep(message)) },
    };
  }
}
