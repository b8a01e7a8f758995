import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { EventFormat } from '../../lambdas/contract/source-definition';
import type { Envelope } from '../../lambdas/core/envelope';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { envelopeSchema } from '../../lambdas/core/envelope';
import { alwaysAgain } from '../../lambdas/hydration/always-again';
import { hydrationModule } from '../../lambdas/hydration/hydrate-event';
import { hydrationManifest } from '../../lambdas/hydration/manifest';
import type { PlatformRecord, PlatformRecords } from '../../lambdas/hydration/ports';
import { WaitingModulesDlq } from '../../lambdas/hydration/waiting-modules';
import { createIngestHandler } from '../../lambdas/ingest/create-ingest-handler';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import {
  createProcessorHandler,
  type ProcessorHandler,
} from '../../lambdas/processor/create-processor-handler';
import { independentProcessor } from '../../lambdas/processor/none/process-independent';
import { InMemoryQueues } from '../in-memory/in-memory-queues';
import { request, secret } from '../ingest/ingest-fixture';
import { processorWorld } from '../processor/processor-world';
import { secretVersions } from '../secret-versions';

export const platformUrl = 'https://api.mypurecloud.ie';

export const presence: ModuleManifest = {
  name: 'presence',
  description: 'Keeps presence.',
  policy: 'latest',
  types: ['agent.status'],
  entity: { type: 'agent', idFrom: ['actorid', 'data.userId'] },
};

export const calls: ModuleManifest = {
  name: 'calls',
  description: 'Keeps calls.',
  policy: 'sequence',
  types: ['call.started', 'call.completed'],
  entity: { type: 'call', idFrom: ['data.conversationId'] },
  lifecycle: {
    starts: ['call.started'],
    next: { 'call.started': ['call.completed'] },
    ends: ['call.completed'],
  },
};

export const billing: ModuleManifest = {
  name: 'billing',
  description: 'Bills calls.',
  policy: 'none',
  types: ['call.completed'],
  requires: { 'call.completed': ['data.durationSeconds', 'data.queue.id'] },
};

/** A platform in memory. */
export class Platform implements PlatformRecords {
  readonly records = new Map<string, PlatformRecord>();
  readonly gets: string[] = [];
  /** What it throws instead of answering, once each. */
  readonly failures: Error[] = [];
  /** While it is there, answers wait for it. */
  gate: Promise<void> | undefined;

  async fetch(path: string): Promise<PlatformRecord> {
    this.gets.push(path);
    const failure = this.failures.shift();
    await this.gate;
    if (failure !== undefined) throw failure;
    return this.records.get(path) ?? {};
  }
}

interface QueuedMessage {
  readonly module: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly body: string;
  readonly encoding?: string;
}

/** Ingest and hydration over the same claims and queues, in memory. */
export class HydrationWorld {
  readonly clock = { nowMs: Date.parse('2023-10-27T14:30:01Z'), now: (): number => this.clock.nowMs };
  readonly world = processorWorld(this.clock);
  readonly queues = new InMemoryQueues();
  readonly platform = new Platform();
  readonly manifests: readonly ModuleManifest[];
  readonly #ingest: ReturnType<typeof createIngestHandler>;
  readonly #hydrate: ProcessorHandler;
  #handed = 0;

  constructor(
    manifests: readonly ModuleManifest[] = [presence, calls, billing],
    url: string | null = platformUrl,
    format: EventFormat = 'switchboard',
  ) {
    this.manifests = manifests;
    const { clock, world, queues } = this;
    this.#ingest = createIngestHandler(
      {
        sources: [{ name: 'genesys', scheme: 'genesys', format }],
        maxBodyBytes: 2_000_000,
        claimRetentionSeconds: 35 * 24 * 3600,
        manifests,
        ...(url !== null && { platformUrl: url }),
      },
      {
        ...world,
        clock,
        timer: { after: () => () => undefined },
        secrets: new CachedSecrets({
          store: { fetch: async () => secretVersions({ current: secret }, clock.now()) },
          clock,
          log: world.log,
          overlapMs: 7 * 24 * 3_600_000,
        }),
        claims: world.claims,
        queues,
        quarantine: queues,
      },
    );
    const deps = {
      ...world,
      once: alwaysAgain,
      deadLetters: new WaitingModulesDlq(world.deadLetters, world.outcomes),
      records: this.platform,
      queues,
      quarantine: queues,
    };
    const module = hydrationModule({ manifests, platformUrl }, deps);
    this.#hydrate = createProcessorHandler(
      hydrationManifest(manifests),
      independentProcessor(module, deps),
      deps,
    );
  }

  async post(body: string | Record<string, unknown>): Promise<unknown> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return JSON.parse((await this.#ingest(request(text))).body);
  }

  /** Messages for hydration that were not handed to it yet. */
  get waiting(): readonly QueuedMessage[] {
    return this.queues.sent.filter(({ module }) => module === 'hydration').slice(this.#handed);
  }

  /** Lets hydration work on what waits for it, as one batch. @returns how many are given back */
  async hydrate(messages: readonly QueuedMessage[] = this.waiting): Promise<number> {
    this.#handed = this.queues.sent.filter(({ module }) => module === 'hydration').length;
    const Records = messages.map(({ body, encoding, groupId, deduplicationId }, index) => ({
      messageId: `m-${index}`,
      receiptHandle: `r-${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
      },
      messageAttributes: encoding === undefined ? {} : { encoding: { stringValue: encoding } },
    }));
    const context = { getRemainingTimeInMillis: () => 25_000 };
    return (await this.#hydrate({ Records }, context)).batchItemFailures.length;
  }

  /** What the module's queue got. */
  got(module: string): readonly (Envelope & { readonly message: QueuedMessage })[] {
    return this.queues.sent
      .filter((message) => message.module === module)
      .map((message) => ({
        ...envelopeSchema.parse(decodeMessage(message.body, message.encoding)),
        message,
      }));
  }

  outcomes(eventId: string): Readonly<Record<string, string | undefined>> {
    const { outcomes = {} } = this.world.claims.claims.get(`genesys#${eventId}`) ?? {};
    return Object.fromEntries(Object.entries(outcomes).map(([name, { outcome }]) => [name, outcome]));
  }

  get quarantined(): readonly unknown[] {
    return this.queues.quarantined.map(({ body, encoding }) => decodeMessage(body, encoding));
  }
}

export const completed = {
  id: 'e-1',
  eventType: 'call.completed',
  timestamp: '2023-10-27T14:30:00Z',
  resourceUri: '/api/v2/conversations/c-1',
  userId: 'a-1',
  data: { conversationId: 'c-1', note: 'kept', participants: [{ id: 'p-1' }] },
};

export const record = { id: 'c-1', note: 'of the record', durationSeconds: 60, queue: { id: 'q-1' } };

/** The event's JSON, cut in the middle of its last member. */
export const cut = (event: Record<string, unknown>): string => JSON.stringify(event).slice(0, -12);
