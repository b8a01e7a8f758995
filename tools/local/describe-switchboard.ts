import type { Credentials, Endpoints } from './aws-access';
import { local } from './aws-access';
import type { FunctionDescription, LocalDescription } from './local-switchboard';
import type { FunctionDefinition } from './model';
import type { StackParts } from './stack-parts';
import type { RunningDependency } from './start-dependencies';

export interface DescribeOptions {
  readonly parts: StackParts;
  readonly apiUrl: string;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  readonly dependencies: readonly RunningDependency[];
  readonly pidsOf: (definition: FunctionDefinition) => readonly number[];
}

/** The content of `local.json`. */
export const describeSwitchboard = (options: DescribeOptions): LocalDescription => {
  const { parts, apiUrl, endpoints, credentials, pidsOf } = options;
  const { accessKeyId, secretAccessKey } = credentials;
  const { idempotencyTable, stateUrl, release, state } = parts;
  const running = (definition: FunctionDefinition): FunctionDescription => ({
    name: definition.name,
    pids: pidsOf(definition),
  });
  return {
    pid: process.pid,
    apiUrl,
    region: local.region,
    credentials: { accessKeyId, secretAccessKey },
    endpoints,
    sources: Object.fromEntries(parts.sources.map(({ name, url, secret }) => [name, { url, secret }])),
    tables: {
      claims: parts.claimsTable,
      entities: parts.entitiesTable,
      ...(idempotencyTable !== undefined && { idempotency: idempotencyTable }),
    },
    queues: { quarantine: parts.quarantineQueueUrl },
    modules: Object.fromEntries(
      parts.modules.map(({ manifest, queueUrl, dlqUrl, function: definition }) => [
        manifest.name,
        { queueUrl, dlqUrl, function: definition.name, pids: pidsOf(definition) },
      ]),
    ),
    ...(stateUrl !== undefined && { stateUrl }),
    functions: {
      ingest: running(parts.ingest),
      ...(release && { release: running(release) }),
      ...(state && { state: running(state) }),
    },
    dependencies: Object.fromEntries(
      options.dependencies.map(({ name, url, tokenUrl, clientId }) => [name, { url, tokenUrl, clientId }]),
    ),
  };
};
