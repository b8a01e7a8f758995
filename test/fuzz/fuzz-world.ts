import { PowertoolsLog } from '../../lambdas/adapters/powertools-log';
import { PowertoolsMetrics } from '../../lambdas/adapters/powertools-metrics';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import type { Metrics } from '../../lambdas/core/ports';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import type { ClaimResult, IngestDependencies, NewClaim } from '../../lambdas/ingest/ports';
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

/** One ingest function with everything around it, warm over all cases as on Lambda. */
export class FuzzWorld {
  readonly handler: (event: unknown) => Promise<unknown>;
  readonly #metrics = new WatchedMetrics();
  readonly #calls: Service[] = [];
  readonly #claims = new InMemoryClaimStore();
  readonly #queues = new InMemoryQueues();
  #failing: Service | undefined;
  #nowMs = Date.UTC(2023, 9, 27, 14, 30, 1);

  constructor(door: FuzzedDoor) {
    const config = { sources, maxBodyBytes, manifests: fuzzModules, claimRetentionSeconds: 35 * 24 * 3600 };
    this.handler = door.createHandler(config, this.#dependencies());
  }

  /** Begins a case, a second after the one before. */
  begin(failing: Service | undefined): void {
    this.#failing = failing;
    this.#nowMs += 1000;
    this.#metrics.flushes = 0;
    this.#calls.length = 0;
    this.#queues.sent.length = 0;
    this.#queues.quarantined.length = 0;
  }

  /** Flushes of the metrics, and calls of services but for the secrets, since the case began. */
  get deeds(): { readonly flushes: number; readonly calls: readonly Service[] } {
    return { flushes: this.#metrics.flushes, calls: this.#calls.filter((service) => service !== 'secrets') };
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

  #call<T>(service: Service, run: () => Promise<T>): Promise<T> {
    this.#calls.push(service);
    return this.#failing === service ? Promise.reject(quotingError()) : run();
  }

  #dependencies(): IngestDependencies {
    const clock = { now: () => this.#nowMs };
    const log = new PowertoolsLog();
    const fetch = (source: string) => this.#call('secrets', async () => secretsOf(source));
    return {
      clock,
      timer: { after: () => () => undefined },
      log,
      metrics: this.#metrics,
      secrets: new CachedSecrets({ store: { fetch }, clock, log }),
      claims: {
        claim: (claim, nowSeconds) => this.#call('claims', () => this.#claim(claim, nowSeconds)),
      },
      queues: {
        send: (module, message) => this.#call('queues', () => this.#queues.send(module, message)),
      },
      quarantine: { keep: (message) => this.#call('quarantine', () => this.#queues.keep(message)) },
    };
  }
}
