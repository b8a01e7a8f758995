import { join } from 'node:path';
import { type ApiServer, startApiServer } from './api/api-server';
import { type Endpoints, local } from './aws-access';
import type { Cleanup } from './cleanup';
import { type Clock, systemClock } from './clock';
import { type ControlServer, startControlServer } from './control/control-server';
import { startDynamoDbServer } from './dynamodb/server';
import { isListening } from './is-listening';
import type { LocalEvent, StartLocalOptions } from './local-switchboard';
import { startS3Server } from './s3/server';
import { type SecretsServer, startSecretsServer } from './secrets/server';
import { type SqsServer, startSqsServer } from './sqs/server';
import { synthesize } from './synthesize';
import { type Assembly, readAssembly } from './template/read-assembly';

/** What must be there before anything of the stack can be: places to run it, and the stack itself. */
export interface Ground {
  readonly clock: Clock;
  readonly api: ApiServer;
  readonly secrets: SecretsServer;
  readonly sqs: SqsServer | undefined;
  /** Lambda, API Gateway and CloudWatch, as far as a stack needs them to look after itself. */
  readonly control: ControlServer;
  /** EventBridge, by a port of its own: CloudWatch's requests have the same method and path. */
  readonly eventBridge: ControlServer;
  readonly endpoints: Required<Endpoints>;
  readonly assembly: Assembly;
}

/**
 * A module is deployed where its dependencies are; which address the stack has does not matter, it is replaced. And the
 * source `genesys` has an event bus, so that this door can be tried too.
 */
const ownContext = {
  crmUrl: 'https://crm.invalid',
  genesysUrl: 'https://genesys.invalid',
  genesysEventBus: 'aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/local',
} as const;

const provideAssembly = async (options: StartLocalOptions, cleanup: Cleanup): Promise<Assembly> => {
  if (options.assembly !== undefined) return readAssembly({ directory: options.assembly });
  const projectFolder = options.projectFolder ?? process.cwd();
  const outputFolder = join(projectFolder, '.switchboard', 'cdk.out');
  const abort = new AbortController();
  cleanup.add(() => abort.abort());
  const context = { ...ownContext, ...(options.api && { api: options.api }) };
  await synthesize({ projectFolder, outputFolder, context, signal: abort.signal });
  return readAssembly({ directory: outputFolder });
};

/** A server that the user named does not answer. */
export class EndpointError extends Error {
  constructor(option: string, url: string) {
    super(
      `Nothing answers at ${url} (${option}). Start that server, or leave ${option} out to use the embedded one.`,
    );
    this.name = 'EndpointError';
  }
}

const checkForeign = async (option: string, url: string | undefined): Promise<void> => {
  if (url !== undefined && !(await isListening(url))) throw new EndpointError(option, url);
};

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Starts every server and synthesizes the stack, all at the same time. */
export const startServers = async (
  options: StartLocalOptions,
  cleanup: Cleanup,
  tell: (event: LocalEvent) => void,
): Promise<Ground> => {
  const clock = options.clock ?? systemClock;
  const { dynamodbEndpoint, sqsEndpoint, s3Endpoint, port = 0 } = options;
  await checkForeign('--dynamodb-endpoint', dynamodbEndpoint);
  await checkForeign('--sqs-endpoint', sqsEndpoint);
  await checkForeign('--s3-endpoint', s3Endpoint);
  const end = (server: { close(): unknown }): unknown => server.close();
  const [api, control, eventBridge, secrets, s3, dynamodb, sqs, assembly] = await Promise.all([
    cleanup.keep(startApiServer({ port, onRequest: tell }), end),
    cleanup.keep(startControlServer(), end),
    cleanup.keep(startControlServer(), end),
    cleanup.keep(startSecretsServer({ ...local, clock }), end),
    s3Endpoint === undefined ? cleanup.keep(startS3Server({ clock }), end) : undefined,
    dynamodbEndpoint === undefined ? cleanup.keep(startDynamoDbServer(), end) : undefined,
    sqsEndpoint === undefined ? cleanup.keep(startSqsServer({ ...local, clock }), end) : undefined,
    provideAssembly(options, cleanup),
  ]);
  const endpoints = {
    dynamodb: withoutSlash(dynamodb?.endpoint ?? dynamodbEndpoint ?? ''),
    sqs: withoutSlash(sqs?.endpoint ?? sqsEndpoint ?? ''),
    secretsmanager: secrets.endpoint,
    s3: withoutSlash(s3?.endpoint ?? s3Endpoint ?? ''),
    lambda: control.url,
    apigateway: control.url,
    cloudwatch: control.url,
    eventBridge: eventBridge.url,
  };
  return { clock, api, control, eventBridge, secrets, sqs, endpoints, assembly };
};
