import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { emptySequence, type Sequence } from '../core/sequencing/sequence';
import type { ModuleEntity, ModuleState, SequenceCommit, SequenceStore } from '../processor/ports';
import { sequenceFromItem, sequenceToItem } from './sequence-item';
import { unlessConditionFails } from './unless-condition-fails';

/** As JSON has it: what is undefined is absent, and a number beyond 2^53 is a number. */
const marshalling = { removeUndefinedValues: true, allowImpreciseNumbers: true } as const;

/** The entities of modules with policy `sequence` in the entities table: one item for each, see `sequence-item.ts`. */
export class DynamoDbSequenceStore implements SequenceStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** One consistent read. */
  async load({ module, entity }: ModuleEntity): Promise<Sequence<ModuleState>> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: { [entitiesTable.partitionKey]: { S: entityKey(module, entity) } },
      ConsistentRead: true,
    });
    const { Item } = await this.#client.send(command);
    return Item ? sequenceFromItem(unmarshall(Item, { wrapNumbers: Number })) : emptySequence;
  }

  /**
   * One conditional put. When the reply is lost and the SDK puts again, that finds the next version and says
   * `conflict`; whoever loads the entity then recognises what it did.
   */
  async commit(commit: SequenceCommit): Promise<'committed' | 'conflict'> {
    const { version } = commit.sequence;
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: marshall(sequenceToItem(commit), marshalling),
      ...(version === 0
        ? {
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': entitiesTable.partitionKey },
          }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: String(version) } },
          }),
    });
    return unlessConditionFails<'committed' | 'conflict'>(
      async () => {
        await this.#client.send(command);
        return 'committed';
      },
      () => 'conflict',
    );
  }
}
