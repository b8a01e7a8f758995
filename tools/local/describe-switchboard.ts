import type { Credentials, Endpoints } from './aws-access';
import { local } from './aws-access';
import type { LocalDescription } from './local-switchboard';
import type { FunctionDefinition } from './model';
import type { StackParts } from './stack-parts';

export interface DescribeOptions {
  readonly parts: StackParts;
  readonly apiUrl: string;
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  readonly pidsOf: (definition: FunctionDefinition) => readonly number[];
}

/** The content of `local.json`. */
export const describeSwitchboard = (options: DescribeOptions): LocalDescription => {
  const { parts, apiUrl, endpoints, credentials, pidsOf } = options;
  const { accessKeyId, secretAccessKey } = credentials;
  return {
    pid: process.pid,
    apiUrl,
    region: local.region,
    credentials: { accessKeyId, secretAccessKey },
    endpoints,
    sources: Object.fromEntries(parts.sources.map(({ name, url, secret }) => [name, { url, secret }])),
    tables: { claims: parts.claimsTable, entities: parts.entitiesTable },
    queues: { quarantine: parts.quarantineQueueUrl },
    modules: Object.fromEntries(
      parts.modules.map(({ manifest, queueUrl, dlqUrl, function: definition }) => [
        manifest.name,
        { queueUrl, dlqUrl, function: definition.name, pids: pidsOf(definition) },
      ]),
    ),
    functions: { ingest: { pids: pidsOf(parts.ingest) } },
  };
};
