import { defaultPayloadLimits } from '../../../lambdas/contract/payload-limits';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { SourceDefinition } from '../../../lambdas/contract/source-definition';
import type { Timer } from '../../../lambdas/core/ports';
import { createIngestHandler, type IngestHandler } from '../../../lambdas/ingest/create-ingest-handler';
import {
  createEventBusHandler,
  type EventBusHandler,
} from '../../../lambdas/ingest/event-bus/create-event-bus-handler';
import type { ClaimStore } from '../../../lambdas/ingest/ports';
import { InMemoryClaimStore } from '../../in-memory/in-memory-claim-store';
import { InMemoryPayloads } from '../../in-memory/in-memory-payloads';
import { InMemoryQueues } from '../../in-memory/in-memory-queues';
import { RecordingLog } from '../../in-memory/recording-log';
import { RecordingMetrics } from '../../in-memory/recording-metrics';
import { request, secret } from '../ingest-fixture';

export const eventBus = 'aws.partner/genesys.com/cloud/0f5a6c1e-7b1d-4c58-9a53-2d1f6e0b7c11/switchboard';

/** What modules want that know of calls and agents. */
export const calls: ModuleManifest = {
  name: 'calls',
  description: 'Keeps calls.',
  policy: 'none',
  types: ['call.started', 'call.answered'],
};
export const agents: ModuleManifest = {
  name: 'agents',
  description: 'Keeps agents.',
  policy: 'latest',
  types: ['agent.status'],
  entity: { type: 'agent', idFrom: ['actorid'] },
};

export interface TwoDoors {
  /** Behind the rule on the event bus. */
  readonly eventBus: EventBusHandler;
  /** Behind the webhook of the same source. */
  readonly webhook: IngestHandler;
  readonly claims: InMemoryClaimStore;
  readonly queues: InMemoryQueues;
  readonly payloads: InMemoryPayloads;
  readonly log: RecordingLog;
  readonly metrics: RecordingMetrics;
  readonly clock: { nowMs: number };
}

export interface TwoDoorsOptions {
  readonly manifests?: readonly ModuleManifest[];
  readonly claims?: ClaimStore;
  readonly timer?: Timer;
  /** What the source posts to its webhook. Default `switchboard`. */
  readonly format?: SourceDefinition['format'];
}

/** A source with two doors, over the same tables and queues. */
export const twoDoors = (options: TwoDoorsOptions = {}): TwoDoors => {
  const { manifests = [calls, agents], format = 'switchboard' } = options;
  const clock = { nowMs: Date.UTC(2026, 2, 2, 8, 30) };
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const claims = new InMemoryClaimStore();
  const queues = new InMemoryQueues();
  const payloads = new InMemoryPayloads();
  const deps = {
    clock: { now: () => clock.nowMs },
    timer: options.timer ?? { after: () => () => undefined },
    log,
    metrics,
    claims: options.claims ?? claims,
    queues,
    quarantine: queues,
    claimCheck: { limits: defaultPayloadLimits, payloads },
  };
  const secrets = { get: async () => ({ current: secret }), refresh: async () => undefined };
  const rules = { manifests, claimRetentionSeconds: 35 * 24 * 3600 };
  const sources = [{ name: 'genesys', scheme: 'genesys', format, eventBus }] as const;
  return {
    eventBus: createEventBusHandler({ ...rules, sourcesByBus: new Map([[eventBus, 'genesys']]) }, deps),
    webhook: createIngestHandler({ ...rules, sources, maxBodyBytes: 1_048_576 }, { ...deps, secrets }),
    claims,
    queues,
    payloads,
    log,
    metrics,
    clock,
  };
};

/** A signed request to the webhook. */
export const posted = (value: unknown): Record<string, unknown> => request(JSON.stringify(value));

export const notification = {
  topicName: 'v2.detail.events.conversation.c-1.customer.start',
  version: '2',
  eventBody: { eventTime: Date.UTC(2026, 2, 2, 8, 2), conversationId: 'c-1', mediaType: 'VOICE' },
  metadata: { CorrelationId: 'x-1' },
  timestamp: '2026-03-02T08:02:00.084Z',
};

export const busEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'v2.detail.events.conversation.{id}.customer.start',
  source: eventBus,
  account: '111122223333',
  time: '2026-03-02T08:02:00Z',
  region: 'us-east-1',
  resources: [],
  detail: notification,
};

/** A batch of the failure queue. */
export const failureBatch = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m-${index + 1}`,
    receiptHandle: 'r',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:failures',
    awsRegion: 'us-east-1',
  })),
});

/** What Lambda sends to the destination on failure. */
export const failedInvocation = (requestPayload: unknown) => ({
  version: '1.0',
  timestamp: '2026-03-02T08:10:00.000Z',
  requestContext: {
    requestId: 'r-1',
    functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:event-bus:$LATEST',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: {
    errorType: 'IngestUnavailableError',
    errorMessage: 'The step "claim" of ingest failed.',
  },
});
