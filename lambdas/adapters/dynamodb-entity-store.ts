import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { entitiesTable, entityKey } from '../contract/table-schema';
import type { CommitResult, EntityStore, Snapshot } from '../processor/ports';
import { unlessConditionFails } from './unless-condition-fails';

/**
 * The entities table. One item per module and entity:
 * `{ pk, module, entityType, entityId, version, watermark, state, previous, updatedAt }`.
 */
export class DynamoDbEntityStore implements EntityStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * One conditional update and no read. The watermark only ever grows, so a condition on it is a condition on
   * the version: of two writers with the same event one finds it equal, of two events the older finds it
   * greater. Names on the right of `=` mean the values from before the update, which keeps the previous state.
   */
  async commitSnapshot(snapshot: Snapshot): Promise<CommitResult> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: { [entitiesTable.partitionKey]: { S: entityKey(snapshot.module, snapshot.entity) } },
      UpdateExpression: [
        'SET #previous = if_not_exists(#state, :none), #state = :state, #watermark = :key',
        '#version = if_not_exists(#version, :zero) + :one, #updatedAt = :at',
        '#module = :module, #entityType = :entityType, #entityId = :entityId',
      ].join(', '),
      ConditionExpression: 'attribute_not_exists(#watermark) OR #watermark < :key',
      ExpressionAttributeNames: Object.fromEntries(
        ['previous', 'state', 'watermark', 'version', 'updatedAt', 'module', 'entityType', 'entityId'].map(
          (name) => [`#${name}`, name],
        ),
      ),
      ExpressionAttributeValues: marshall(
        {
          ':none': null,
          ':zero': 0,
          ':one': 1,
          ':state': snapshot.state,
          ':key': snapshot.key,
          ':at': snapshot.at,
          ':module': snapshot.module,
          ':entityType': snapshot.entity.type,
          ':entityId': snapshot.entity.id,
        },
        // A property that is undefined is absent, as it is in JSON.
        { removeUndefinedValues: true },
      ),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessConditionFails<CommitResult>(
      async () => {
        await this.#client.send(command);
        return { kind: 'applied' };
      },
      (item) => ({ kind: item?.['watermark']?.S === snapshot.key ? 'replayed' : 'stale' }),
    );
  }
}
