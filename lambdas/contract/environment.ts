/** The environment variables of the functions: written by the infrastructure, read by `parseConfig` of each. */
export const environment = {
  claimsTable: 'CLAIMS_TABLE',
  entitiesTable: 'ENTITIES_TABLE',
  /** Records of what was done once. */
  idempotencyTable: 'IDEMPOTENCY_TABLE',
  quarantineQueueUrl: 'QUARANTINE_QUEUE_URL',
  /** URL of the queue of the processor's module. */
  queueUrl: 'QUEUE_URL',
  /** URL of the DLQ of the processor's module. */
  deadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  /** JSON array of `SourceDefinition`, `[{"name":"genesys","scheme":"genesys"}]`. */
  sources: 'SOURCES',
  /** The table with the breakers and the governor's state. */
  controlTable: 'CONTROL_TABLE',
  /** URL of the queue that tells the guard that a breaker has opened. */
  guardQueueUrl: 'GUARD_QUEUE_URL',
  /** JSON array of `GuardedModule`: what the guard pauses and resumes. */
  guardedModules: 'GUARDED_MODULES',
  /** The API and its stage whose throttle the governor sets, and which of `apiKinds` it is. */
  apiId: 'API_ID',
  apiStage: 'API_STAGE',
  apiKind: 'API_KIND',
  /** JSON: `GovernorSettings`. */
  governor: 'GOVERNOR',
  /** Names of the deployed modules, joined by commas. */
  modules: 'MODULES',
  /** How long a claim, and a record of what was done once, is kept, in hours. */
  claimRetentionHours: 'CLAIM_RETENTION_HOURS',
  /** How long the previous secret of a source is accepted beside the current one, in hours. */
  secretOverlapHours: 'SECRET_OVERLAP_HOURS',
  /** A wrong signature makes ingest look for newer secrets, once in so many seconds at most. */
  secretRefetchSeconds: 'SECRET_REFETCH_SECONDS',
  /** How many seconds a rotation waits until every environment of ingest can know the new secret. */
  rotationSettleSeconds: 'ROTATION_SETTLE_SECONDS',
  /** Largest accepted body, in bytes. */
  maxBodyBytes: 'MAX_BODY_BYTES',
} as const;

const suffix = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** The variable that holds the URL of a module's queue: `QUEUE_URL_AGENT_PRESENCE`. */
export const moduleQueueUrlVariable = (module: string): string => `QUEUE_URL_${suffix(module)}`;

/** The variable that holds the ARN or name of a source's signing secret: `SECRET_ID_GENESYS`. */
export const sourceSecretIdVariable = (source: string): string => `SECRET_ID_${suffix(source)}`;

/** The variable that holds the URL of a source's webhook: `SOURCE_URL_GENESYS`. */
export const sourceUrlVariable = (source: string): string => `SOURCE_URL_${suffix(source)}`;

/** The variables that say where a module's dependency is, and which secret has the client's credentials for it. */
export const dependencyVariables = (dependency: string) =>
  ({
    url: `DEPENDENCY_URL_${suffix(dependency)}`,
    tokenUrl: `DEPENDENCY_TOKEN_URL_${suffix(dependency)}`,
    secretId: `DEPENDENCY_SECRET_ID_${suffix(dependency)}`,
  }) as const;

/**
 * Endpoints that the AWS SDK reads by itself. Where the infrastructure declares them (empty means: the
 * real service), a tool that passes only declared variables can point a function at a local server.
 */
export const endpointVariables = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SQS',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_ENDPOINT_URL_LAMBDA',
  'AWS_ENDPOINT_URL_API_GATEWAY',
  'AWS_ENDPOINT_URL_APIGATEWAYV2',
  'AWS_ENDPOINT_URL_CLOUDWATCH',
] as const;
