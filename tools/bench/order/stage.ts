import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { accessVariables, chooseCredentials, createClients, local } from '../../local/aws-access';
import type { Cleanup } from '../../local/cleanup';
import { createTables } from '../../local/create-tables';
import { findParts, type StackParts } from '../../local/stack-parts';
import { synthesize } from '../../local/synthesize';
import { buildStackModel } from '../../local/template/build-stack-model';
import { generateSecretString } from '../../local/template/generate-secret-string';
import { readAssembly } from '../../local/template/read-assembly';
import { MeasuredProcessor, nextMessage } from './measured-processor';

/** Where processors are measured: the synthesized stack's tables in an embedded DynamoDB, and their bundles. */
export interface Stage {
  readonly dynamodb: DynamoDBClient;
  readonly claimsTable: string;
  readonly entitiesTable: string;
  startProcessor(module: string): Promise<MeasuredProcessor>;
}

/** For what no message of the benchmark reaches. */
const nowhere = 'http://127.0.0.1:9';
const context = { crmUrl: 'https://crm.invalid' };

/** @param folder an empty one, for the cloud assembly */
export const startStage = async (folder: string, cleanup: Cleanup): Promise<Stage> => {
  const abort = new AbortController();
  cleanup.add(() => abort.abort());
  const projectFolder = join(__dirname, '..', '..', '..');
  const [database] = await Promise.all([
    startDatabase(cleanup),
    synthesize({ projectFolder, outputFolder: folder, context, signal: abort.signal }),
  ]);
  const endpoints = { dynamodb: database, sqs: nowhere, secretsmanager: nowhere };
  const credentials = chooseCredentials(false, {});
  const clients = createClients(endpoints, credentials);
  cleanup.add(() => clients.destroy());
  const parts = await createStack(folder, clients.dynamodb);
  return {
    dynamodb: clients.dynamodb,
    claimsTable: parts.claimsTable,
    entitiesTable: parts.entitiesTable,
    startProcessor: (module) => {
      const definition = functionOf(parts, module);
      const extra = accessVariables(endpoints, credentials);
      const processor = MeasuredProcessor.start({ definition, region: local.region, extra });
      return cleanup.keep(processor, (started) => started.close());
    },
  };
};

const startDatabase = async (cleanup: Cleanup): Promise<string> => {
  const child = fork(join(__dirname, 'dynamodb-process.ts'));
  cleanup.add(() => child.connected && child.disconnect());
  return z.object({ endpoint: z.string() }).parse(await nextMessage(child)).endpoint;
};

const createStack = async (folder: string, dynamodb: DynamoDBClient): Promise<StackParts> => {
  const { template, ...assembly } = readAssembly({ directory: folder });
  const model = buildStackModel(template, {
    ...local,
    ...assembly,
    apiUrl: nowhere,
    queueUrl: (name) => `${nowhere}/${local.accountId}/${name}`,
    generateSecret: generateSecretString,
  });
  await createTables(dynamodb, model.tables);
  return findParts(model);
};

const functionOf = ({ modules }: StackParts, module: string): StackParts['modules'][number]['function'] => {
  const part = modules.find(({ manifest }) => manifest.name === module);
  if (part) return part.function;
  throw new Error(`The stack has no module ${module}.`);
};
