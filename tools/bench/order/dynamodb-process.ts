import { startDynamoDbServer } from '../../local/dynamodb/server';

/** The embedded DynamoDB as a process of its own, so that its work does not count as the processor's. */
const main = async (): Promise<void> => {
  process.on('disconnect', () => process.exit());
  const { endpoint } = await startDynamoDbServer();
  process.send?.({ endpoint });
};

void main();
