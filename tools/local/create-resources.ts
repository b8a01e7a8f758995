import { type AwsClients, local } from './aws-access';
import { createQueues } from './create-queues';
import { createTables } from './create-tables';
import type { StartLocalOptions } from './local-switchboard';
import type { StackModel } from './model';
import type { Ground } from './start-servers';
import { buildStackModel } from './template/build-stack-model';
import { generateSecretString } from './template/generate-secret-string';

export interface CreatedStack {
  readonly model: StackModel;
  /** URL of every queue, by name. */
  readonly queueUrls: ReadonlyMap<string, string>;
}

/**
 * Creates the stack's tables, queues and secrets. The template is read twice: which queues there are says
 * the first reading, and only the server that creates them says what their URLs are.
 */
export const createResources = async (
  ground: Ground,
  clients: AwsClients,
  adjustModel: StartLocalOptions['adjustModel'] = (model) => model,
): Promise<CreatedStack> => {
  const { api, assembly, secrets, endpoints } = ground;
  const read = (queueUrl: (name: string) => string): StackModel =>
    adjustModel(
      buildStackModel(assembly.template, {
        ...local,
        directory: assembly.directory,
        stackName: assembly.stackName,
        apiUrl: api.url,
        queueUrl,
        generateSecret: generateSecretString,
      }),
    );
  const likelyUrl = (name: string): string => `${endpoints.sqs}/${local.accountId}/${name}`;
  const draft = read(likelyUrl);
  const [queueUrls] = await Promise.all([
    createQueues(clients.sqs, draft.queues),
    createTables(clients.dynamodb, draft.tables),
  ]);
  const model = read((name) => queueUrls.get(name) ?? likelyUrl(name));
  for (const { name, value } of model.secrets) secrets.create(name, value);
  for (const { secretArn, functionArn } of model.rotations) secrets.attachRotation(secretArn, functionArn);
  return { model, queueUrls };
};
