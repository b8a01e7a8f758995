import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { PowertoolsOnce } from '../../lambdas/adapters/powertools-once';
import type { JsonValue, Once } from '../../lambdas/processor/ports';
import type { LocalDynamoDb } from './local-services';

export const key = 'crm-sync/genesys/e-1/write-activity';
export const retentionSeconds = 3600;
export const invocation = { remainingMs: () => 10_000 };

/** Records in a table of their own. */
export const onceInTable = async (dynamoDb: LocalDynamoDb) => {
  const tableName = await dynamoDb.newTable();
  const { client } = dynamoDb;
  const newOnce = (): Once => new PowertoolsOnce({ client, tableName, retentionSeconds });
  const records = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    return Items.map((item) => unmarshall(item));
  };
  return {
    tableName,
    newOnce,
    once: newOnce(),
    records,
    /** Lets the time pass that a function which is at work now has left. */
    passTime: async () => {
      for (const { pk } of await records()) {
        const command = new UpdateItemCommand({
          TableName: tableName,
          Key: { pk: { S: String(pk) } },
          UpdateExpression: 'SET in_progress_expiration = :past',
          ExpressionAttributeValues: { ':past': { N: String(Date.now() - 1) } },
        });
        await client.send(command);
      }
    },
  };
};

/** An effect that counts its runs and gives what it is told to. */
export const effect = <Result extends JsonValue | void>(give: (run: number) => Promise<Result>) => {
  const counted = { runs: 0, run: () => give((counted.runs += 1)) };
  return counted;
};

/** An effect that is at work until it is let go. */
export const longEffect = () => {
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<string>();
  const run = (): Promise<string> => {
    started.resolve();
    return gate.promise;
  };
  return { run, started: started.promise, gate };
};
