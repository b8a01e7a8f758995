import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { decideSnapshot } from '../core/sequencing/decide';
import type { CommitResult, Snapshot, SnapshotStore } from '../processor/ports';
import { unlessConditionFails } from './unless-condition-fails';

/** What an attempt to write a snapshot comes to; `repeats`: it says the same as `existing`, the state there is. */
type Attempt =
  { readonly kind: CommitResult['kind'] } | { readonly kind: 'repeats'; readonly existing: StoredSnapshot };

const storedSchema = z.object({ watermark: z.string(), state: z.record(z.string(), z.unknown()) });
type StoredSnapshot = z.infer<typeof storedSchema>;

/**
 * The entities of modules with policy `latest` in the entities table. One item per module and entity:
 * `{ pk, module, entityType, entityId, version, watermark, state, previous, updatedAt }`.
 */
export class DynamoDbSnapshotStore implements SnapshotStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * One conditional update and no read; a snapshot that says the same as the one before takes a second one, for
   * which the first brings the state along.
   *
   * The watermark only ever grows, so a condition on it is a condition on the version: of two writers with the same
   * event one finds it equal, of two events the older finds it greater. Names on the right of `=` mean the values
   * from before the update, which keeps the previous state.
   */
  async commitSnapshot(snapshot: Snapshot): Promise<CommitResult> {
    const attempt = await this.#write(snapshot);
    return attempt.kind === 'repeats' ? this.#writeRepeated(snapshot, attempt.existing) : attempt;
  }

  /** Nobody else writes the entity meanwhile; if somebody did, the condition fails and the event is tried again. */
  async #writeRepeated(snapshot: Snapshot, existing: StoredSnapshot): Promise<CommitResult> {
    const kept = snapshot.whileSame?.keep.map((field) => [field, existing.state[field]]) ?? [];
    const command = new UpdateItemCommand({
      ...this.#addressed(snapshot),
      UpdateExpression: `SET #state = :state, ${bookkeeping}`,
      ConditionExpression: '#watermark = :existing',
      ExpressionAttributeNames: names('state', 'watermark', 'version', 'updatedAt'),
      ExpressionAttributeValues: marshall(
        {
          ...bookkeepingValues(snapshot),
          ':state': { ...snapshot.state, ...Object.fromEntries(kept) },
          ':existing': existing.watermark,
        },
        marshalling,
      ),
    });
    await this.#client.send(command);
    return { kind: 'applied' };
  }

  #write(snapshot: Snapshot): Promise<Attempt> {
    const { whileSame, state } = snapshot;
    const command = new UpdateItemCommand({
      ...this.#addressed(snapshot),
      UpdateExpression: [
        `SET #previous = if_not_exists(#state, :none), #state = :state, ${bookkeeping}`,
        '#module = :module, #entityType = :entityType, #entityId = :entityId',
      ].join(', '),
      ConditionExpression: whileSame ? `${isNewer} AND ${saysSomethingElse}` : isNewer,
      ExpressionAttributeNames: {
        ...names(
          'previous',
          'state',
          'watermark',
          'version',
          'updatedAt',
          'module',
          'entityType',
          'entityId',
        ),
        ...(whileSame && { '#field': whileSame.field }),
      },
      ExpressionAttributeValues: marshall(
        {
          ...bookkeepingValues(snapshot),
          ':none': null,
          ':state': state,
          ':module': snapshot.module,
          ':entityType': snapshot.entity.type,
          ':entityId': snapshot.entity.id,
          ...(whileSame && { ':field': state[whileSame.field] ?? null }),
        },
        marshalling,
      ),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessConditionFails<Attempt>(
      async () => {
        await this.#client.send(command);
        return { kind: 'applied' };
      },
      (item) => conditionFailed(item, snapshot),
    );
  }

  #addressed({ module, entity }: Snapshot) {
    return {
      TableName: this.#tableName,
      Key: { [entitiesTable.partitionKey]: { S: entityKey(module, entity) } },
    };
  }
}

const isNewer = '(attribute_not_exists(#watermark) OR #watermark < :key)';
const saysSomethingElse = '(attribute_not_exists(#state.#field) OR #state.#field <> :field)';
const bookkeeping = '#watermark = :key, #version = if_not_exists(#version, :zero) + :one, #updatedAt = :at';

const bookkeepingValues = ({ key, at }: Snapshot) => ({ ':key': key, ':at': at, ':zero': 0, ':one': 1 });

/** A property that is undefined is absent, as it is in JSON. */
const marshalling = { removeUndefinedValues: true } as const;

const names = (...attributes: readonly string[]): Record<string, string> =>
  Object.fromEntries(attributes.map((name) => [`#${name}`, name]));

const conditionFailed = (item: Record<string, AttributeValue> | undefined, { key }: Snapshot): Attempt => {
  const existing = storedSchema.parse(unmarshall(item ?? {}));
  const decision = decideSnapshot(existing.watermark, key);
  if (decision === 'apply') return { kind: 'repeats', existing };
  return { kind: decision === 'duplicate' ? 'replayed' : 'stale' };
};
