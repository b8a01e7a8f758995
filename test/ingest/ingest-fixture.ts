import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { SourceDefinition } from '../../lambdas/contract/source-definition';
import type { Timer } from '../../lambdas/core/ports';
import type { SecretVersions } from '../../lambdas/core/secret-versions';
import type { SigningSecrets } from '../../lambdas/core/signature';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import {
  createIngestHandler,
  type IngestHandler,
  type ReadRequest,
} from '../../lambdas/ingest/create-ingest-handler';
import type { ClaimStore } from '../../lambdas/ingest/ports';
import { InMemoryClaimStore } from '../in-memory/in-memory-claim-store';
import { InMemoryQueues } from '../in-memory/in-memory-queues';
import { RecordingLog } from '../in-memory/recording-log';
import { secretVersions } from '../secret-versions';
import { sign } from '../sign';
import { RecordingMetrics } from '../in-memory/recording-metrics';

export const secret = 'a-secret-that-only-the-sender-knows';

export const secretOverlapMs = 7 * 24 * 3_600_000;

export const presence: ModuleManifest = {
  name: 'presence',
  description: 'Keeps presence.',
  policy: 'latest',
  types: ['agent.login', 'agent.logout'],
  entity: { type: 'agent', idFrom: ['actorid'] },
};

export const audit: ModuleManifest = { ...presence, name: 'audit', types: ['agent.login'] };

export const agentLogin = {
  id: 'e-1',
  eventType: 'agent.login',
  entityType: 'Agent',
  timestamp: '2023-10-27T14:30:00.000Z',
  resourceUri: '/api/v2/users/a-1',
  userId: 'a-1',
  data: { status: 'AVAILABLE', name: 'Jane Doe' },
};

export interface IngestFixture {
  readonly handler: IngestHandler;
  readonly claims: InMemoryClaimStore;
  readonly queues: InMemoryQueues;
  readonly log: RecordingLog;
  readonly metrics: RecordingMetrics;
  readonly clock: { nowMs: number };
  /** What Secrets Manager holds; an error is thrown. */
  secrets: SigningSecrets | Error;
  /** How often it was asked. */
  fetches: number;
}

export const ingestFixture = (
  options: {
    readonly manifests?: readonly ModuleManifest[];
    readonly claims?: ClaimStore;
    readonly timer?: Timer;
    /** Default: `genesys`. */
    readonly sources?: readonly SourceDefinition[];
    /** What Secrets Manager holds for a source, where it is not what it holds for the others. */
    readonly secretsOf?: Readonly<Record<string, SigningSecrets>>;
    /** Default 2000. */
    readonly maxBodyBytes?: number;
    /** Default: of payload format 1.0. */
    readonly readRequest?: ReadRequest;
  } = {},
): IngestFixture => {
  const clock = { nowMs: Date.UTC(2023, 9, 27, 14, 30, 1) };
  const log = new RecordingLog();
  const metrics = new RecordingMetrics();
  const claims = new InMemoryClaimStore();
  const queues = new InMemoryQueues();
  const now = (): number => clock.nowMs;
  const fetch = async (source: string): Promise<SecretVersions> => {
    fixture.fetches += 1;
    const own = options.secretsOf?.[source];
    if (own) return secretVersions(own, clock.nowMs);
    if (fixture.secrets instanceof Error) throw fixture.secrets;
    return secretVersions(fixture.secrets, clock.nowMs);
  };
  const handler = createIngestHandler(
    {
      sources: options.sources ?? [{ name: 'genesys', scheme: 'genesys' }],
      maxBodyBytes: options.maxBodyBytes ?? 2_000,
      claimRetentionSeconds: 35 * 24 * 3600,
      manifests: options.manifests ?? [presence],
    },
    {
      clock: { now },
      timer: options.timer ?? { after: () => () => undefined },
      log,
      metrics,
      secrets: new CachedSecrets({ store: { fetch }, clock: { now }, log, overlapMs: secretOverlapMs }),
      claims: options.claims ?? claims,
      queues,
      quarantine: queues,
    },
    options.readRequest,
  );
  const fixture: IngestFixture = {
    handler,
    claims,
    queues,
    log,
    metrics,
    clock,
    secrets: { current: secret },
    fetches: 0,
  };
  return fixture;
};

/** An API Gateway event, payload format 1.0, as a REST API with binary media types sends it. */
export const request = (
  body: string | Uint8Array,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  httpMethod: 'POST',
  pathParameters: { source: 'genesys' },
  headers: { 'content-type': 'application/json', 'X-PureCloud-Signature': sign(body, secret) },
  body: Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
  ...changes,
});

export const signedEvent = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
  request(JSON.stringify({ ...agentLogin, ...changes }));

export const statusOf = (response: APIGatewayProxyResult): unknown => {
  const body: unknown = JSON.parse(response.body);
  const label = typeof body === 'object' && body !== null ? Object.values(body)[0] : undefined;
  return [response.statusCode, label];
};
