import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Items of one table as they were. */
export interface ItemCopies {
  readonly table: string;
  readonly items: readonly Item[];
}

/** DynamoDB's limit for one call. */
const requestsPerWrite = 25;

/** Writes items, whatever is there. */
export const putItems = async (client: DynamoDBClient, { table, items }: ItemCopies): Promise<void> => {
  for (let start = 0; start < items.length; start += requestsPerWrite) {
    const requests = items.slice(start, start + requestsPerWrite).map((Item) => ({ PutRequest: { Item } }));
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
    const { UnprocessedItems } = await client.send(command);
    if (UnprocessedItems?.[table]) throw new Error(`The table ${table} did not take all items.`);
  }
};

/** Copies of all items in which `id` occurs, whatever else they look like. */
export const copyItems = async (client: DynamoDBClient, table: string, id: string): Promise<ItemCopies> => {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    items.push(...Items.filter((item) => JSON.stringify(item).includes(id)));
  }
  return { table, items };
};
