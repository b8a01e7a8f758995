import { PowertoolsLog } from '../../lambdas/adapters/powertools-log';
import { defaultPayloadLimits } from '../../lambdas/contract/payload-limits';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import type { ClaimResult, IngestDependencies, NewClaim, OutgoingMessage } from '../../lambdas/ingest/ports';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { InMemoryPayloads } from '../in-memory/in-memory-payloads';
import { InMemoryQueues } from '../in-memory/in-memory-queues';
import { secretVersions } from '../secret-versions';
import type { FuzzedSetting } from './fuzzed-door';
import { fuzzNowMs } from './known-scheme';
import { messageProblems } from './received-messages';
import { type Service, ServiceCalls } from './service-calls';
import { WatchedMetrics } from './watched-metrics';

/** What the function did since the case began. */
export interface Deeds {
  /** Of the metrics. */
  readonly flushes: number;
  /** Services that were called, but for the secrets. */
  readonly calls: readonly Service[];
  /** What is wrong with the messages that were sent. */
  readonly badMessages: readonly string[];
}

/** All that is around an ingest function, which stays warm over all cases as on Lambda. */
export class FuzzWorld {
  readonly #setting: FuzzedSetting;
  readonly #metrics = new WatchedMetrics();
  readonly #calls = new ServiceCalls();
  readonly #claims = new InMemoryClaimStore();
  readonly #queues = new InMemoryQueues();
  readonly #payloads = new InMemoryPayloads();
  readonly #badMessages: string[] = [];
  #secretsMs = fuzzNowMs;

  constructor(setting: FuzzedSetting) {
    this.#setting = setting;
  }

  /**
   * Begins a case. For the secrets it comes a minute after the one before: nothing that failed there may still be waited
   * out. For all else it is always the same moment, so that a case can be told before it happens.
   */
  begin(failing: Service | undefined): void {
    this.#calls.begin(failing);
    this.#secretsMs += 60_000;
    this.#metrics.flushes = 0;
    this.#badMessages.length = 0;
    this.#queues.sent.length = 0;
    this.#queues.quarantined.length = 0;
    this.#payloads.kept.clear();
    this.#payloads.calls.length = 0;
  }

  get deeds(): Deeds {
    return {
      flushes: this.#metrics.flushes,
      calls: this.#calls.made,
      badMessages: [...this.#badMessages],
    };
  }

  /** Of every third event the modules are done at once, so that its copies come after that. */
  async #claim(claim: NewClaim, nowSeconds: number): Promise<ClaimResult> {
    const result = await this.#claims.claim(claim, nowSeconds);
    if (result.kind === 'won' && this.#claims.claims.size % 3 === 0) {
      for (const { name } of this.#setting.modules) {
        const { source, eventId, receivedTime: at } = claim;
        await this.#claims.record({ source, eventId, module: name, outcome: 'applied', at });
      }
    }
    return result;
  }

  async #send(module: string, message: OutgoingMessage): Promise<void> {
    this.#badMessages.push(...messageProblems(module, message, this.#setting));
    await this.#queues.send(module, message);
  }

  readonly #fetch = (source: string) =>
    this.#calls.run('secrets', async () => {
      const sender = this.#setting.senders.find(({ name }) => name === source);
      if (!sender) throw new Error('No such source.');
      return secretVersions(sender.secrets, this.#secretsMs);
    });

  get dependencies(): IngestDependencies {
    const log = new PowertoolsLog();
    return {
      clock: { now: () => fuzzNowMs },
      timer: { after: () => () => undefined },
      log,
      metrics: this.#metrics,
      secrets: new CachedSecrets({
        store: { fetch: this.#fetch },
        clock: { now: () => this.#secretsMs },
        log,
        overlapMs: 24 * 3600 * 1000,
      }),
      claims: {
        claim: (claim, nowSeconds) => this.#calls.run('claims', () => this.#claim(claim, nowSeconds)),
      },
      queues: {
        send: (module, message) => this.#calls.run('queues', () => this.#send(module, message)),
      },
      quarantine: { keep: (message) => this.#calls.run('quarantine', () => this.#queues.keep(message)) },
      claimCheck: {
        limits: defaultPayloadLimits,
        payloads: {
          put: (payload) => this.#calls.run('payloads', () => this.#payloads.put(payload)),
          get: (uri) => this.#payloads.get(uri),
          renew: (uri) => this.#payloads.renew(uri),
        },
      },
    };
  }
}
