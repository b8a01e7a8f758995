import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { controlTable } from '../contract/table-schema';
import { instantSchema } from '../core/envelope';
import type { FoundNote, PauseNote, PauseNotes } from '../guard/ports';
import { DynamoDbBatches } from './dynamodb-batches';
import { unlessConditionFails } from './unless-condition-fails';

/** Partition key of the note on a module. */
const keyOf = (module: string): string => `paused#${module}`;

const itemSchema = z.object({ pausedAt: instantSchema });

/** The notes in the control table: `{ pk: "paused#<module>", module, dependencies, pausedAt }`. */
export class DynamoDbPauseNotes implements PauseNotes {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #batches: DynamoDbBatches;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
    this.#batches = new DynamoDbBatches({ client, tableName });
  }

  /** One consistent read for up to a hundred modules. */
  async find(modules: readonly string[]): Promise<ReadonlyMap<string, FoundNote>> {
    const items = await this.#batches.get(modules.map(keyOf));
    const found = new Map(items.map((item) => [item[controlTable.partitionKey]?.S, item]));
    return new Map(
      modules.flatMap((module) => {
        const item = found.get(keyOf(module));
        return item ? [[module, readNote(module, item)]] : [];
      }),
    );
  }

  /** One put. */
  async write(note: PauseNote): Promise<void> {
    const Item = marshall({ [controlTable.partitionKey]: keyOf(note.module), ...note });
    await this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item }));
  }

  /** One conditional delete. A note whose time could not be read is deleted whatever it holds. */
  async remove({ module, pausedAt }: FoundNote): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [controlTable.partitionKey]: keyOf(module) }),
      ...(pausedAt !== undefined && {
        ConditionExpression: 'attribute_not_exists(#pausedAt) OR #pausedAt = :pausedAt',
        ExpressionAttributeNames: { '#pausedAt': 'pausedAt' },
        ExpressionAttributeValues: marshall({ ':pausedAt': pausedAt }),
      }),
    });
    await unlessConditionFails<unknown>(
      () => this.#client.send(command),
      () => undefined,
    );
  }
}

const readNote = (module: string, item: Record<string, AttributeValue>): FoundNote => {
  const parsed = itemSchema.safeParse(unmarshall(item));
  return { module, pausedAt: parsed.success ? parsed.data.pausedAt : undefined };
};
