import * as z from 'zod';
import { dependencyVariables } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import type { Cleanup } from './cleanup';
import { type Clock, systemClock } from './clock';
import { startCrmServer } from './crm/server';
import { readSampleRecords } from './genesys/sample-records';
import { startGenesysServer } from './genesys/server';
import type { FunctionDefinition, StackModel } from './model';

/** The client that a stand-in lets in. */
export interface DependencyClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface DependencyServer {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  readonly tokenUrl: string;
  close(): Promise<void>;
}

/** Starts a stand-in for a system that functions call. */
export type StartDependency = (client: DependencyClient, clock: Clock) => Promise<DependencyServer>;

export interface RunningDependency {
  /** As manifests and the stack's outputs name it. */
  readonly name: string;
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
}

/** The dependencies that there are stand-ins for, by name. */
const standIns: Readonly<Record<string, StartDependency>> = {
  crm: (client) => startCrmServer(client),
  genesys: (client, clock) => startGenesysServer({ ...client, clock, records: readSampleRecords() }),
};

export interface DependencyOptions {
  /** Default: those that there are. */
  readonly starters?: Readonly<Record<string, StartDependency>>;
  /** What a stand-in counts its rate limit and its tokens by. Default: the system's. */
  readonly clock?: Clock;
}

const clientSchema = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

/**
 * Starts a stand-in for each dependency whose secret the stack has, which lets in the client that the secret names.
 * Throws when the secret is not `{"clientId": "…", "clientSecret": "…"}`.
 */
export const startDependencies = async (
  model: StackModel,
  cleanup: Cleanup,
  { starters = standIns, clock = systemClock }: DependencyOptions = {},
): Promise<readonly RunningDependency[]> => {
  const wanted = Object.entries(starters).flatMap(([name, start]) => {
    const arn = model.outputs.get(stackOutputs.dependencySecret(name));
    return arn === undefined ? [] : [{ name, start, client: clientIn(model, { name, arn }) }];
  });
  return Promise.all(
    wanted.map(async ({ name, start, client }) => {
      const { url, tokenUrl } = await cleanup.keep(start(client, clock), (server) => server.close());
      return { name, url, tokenUrl, clientId: client.clientId };
    }),
  );
};

const clientIn = (
  { secrets }: StackModel,
  { name, arn }: { readonly name: string; readonly arn: string },
): DependencyClient => {
  try {
    return clientSchema.parse(JSON.parse(secrets.find((secret) => secret.arn === arn)?.value ?? ''));
  } catch {
    // Neither the value nor what the parser says of it: it quotes.
    throw new Error(
      `The secret of the dependency ${name} is not {"clientId": "…", "clientSecret": "…"}: generate it with SecretStringTemplate and GenerateStringKey.`,
    );
  }
};

/** The model with the stand-ins' URLs in the place of the real ones, in the functions that declare them. */
export const withDependencies = (
  model: StackModel,
  dependencies: readonly RunningDependency[],
): StackModel => {
  const variables = Object.fromEntries(
    dependencies.flatMap(({ name, url, tokenUrl }) => {
      const names = dependencyVariables(name);
      return [
        [names.url, url],
        [names.tokenUrl, tokenUrl],
      ];
    }),
  );
  const redirected = (definition: FunctionDefinition): FunctionDefinition => ({
    ...definition,
    environment: Object.fromEntries(
      Object.entries(definition.environment).map(([name, value]) => [name, variables[name] ?? value]),
    ),
  });
  return { ...model, functions: model.functions.map(redirected) };
};
