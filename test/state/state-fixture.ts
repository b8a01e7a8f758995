import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { createStateHandler } from '../../lambdas/state/create-state-handler';
import type { StateReader } from '../../lambdas/state/ports';
import { InMemoryStateReader } from '../in-memory/in-memory-state-reader';
import { RecordingLog } from '../in-memory/recording-log';

const manifests: readonly ModuleManifest[] = [
  {
    name: 'calls',
    description: 'Keeps calls.',
    policy: 'sequence',
    types: ['call.started', 'call.completed'],
    entity: { type: 'call', idFrom: ['subject'] },
    lifecycle: {
      starts: ['call.started'],
      next: { 'call.started': ['call.completed'] },
      ends: ['call.completed'],
    },
  },
  {
    name: 'presence',
    description: 'Keeps presence.',
    policy: 'latest',
    types: ['agent.login'],
    entity: { type: 'agent', idFrom: ['actorid'] },
  },
  { name: 'audit', description: 'Writes audits.', policy: 'none', types: ['agent.login'] },
];

export interface StateFixture {
  /** Asks with path parameters as API Gateway hands them over. */
  readonly get: (module: string, entity: string) => Promise<APIGatewayProxyResult>;
  readonly ask: (event: unknown) => Promise<APIGatewayProxyResult>;
  readonly states: InMemoryStateReader;
  readonly log: RecordingLog;
}

export const stateFixture = (reader?: StateReader): StateFixture => {
  const states = new InMemoryStateReader();
  const log = new RecordingLog();
  const ask = createStateHandler({ manifests }, { log, states: reader ?? states });
  return {
    ask,
    get: (module, entity) =>
      ask({
        resource: '/state/{module}/{entity}',
        path: `/state/${module}/${entity}`,
        httpMethod: 'GET',
        headers: {},
        pathParameters: { module, entity },
        body: null,
        isBase64Encoded: false,
      }),
    states,
    log,
  };
};
