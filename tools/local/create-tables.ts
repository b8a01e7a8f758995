import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { TableDefinition } from './model';

/** The template's properties are CreateTable's own; the server checks the rest. */
const createTableInput = z.custom<CreateTableCommandInput>(
  (value) => z.object({ KeySchema: z.array(z.unknown()) }).safeParse(value).success,
  'a table needs a KeySchema',
);

const createTable = async (client: DynamoDBClient, { name, properties }: TableDefinition): Promise<void> => {
  const input = createTableInput.parse(properties);
  try {
    await client.send(new CreateTableCommand({ ...input, TableName: name }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 }, { TableName: name });
};

/** Creates tables and waits until they can be used. One that exists already is used as it is. */
export const createTables = async (
  client: DynamoDBClient,
  tables: readonly TableDefinition[],
): Promise<void> => {
  await Promise.all(tables.map((table) => createTable(client, table)));
};
