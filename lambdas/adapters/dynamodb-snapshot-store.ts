import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { entitiesTable, entityKey } from '../contract/table-schema';
import { decideSnapshot } from '../core/sequencing/decide';
import type { CommitResult, Snapshot, SnapshotStore } from '../processor/ports';
import { unlessConditionFails } from './unless-condition-fails';

/**
 * What an attempt to write a snapshot comes to; `repeats`: it says the same as `existing`, the state there is;
 * `overtaken`: that is there no more.
 */
type Attempt =
  | { readonly kind: CommitResult['kind'] | 'overtaken' }
  | { readonly kind: 'repeats'; readonly existing: StoredSnapshot };

const storedSchema = z.object({ watermark: z.string(), state: z.record(z.string(), z.unknown()) });
type StoredSnapshot = z.infer<typeof storedSchema>;

/** Each time an attempt is overtaken, another snapshot of the entity, or a lost reply's, has been committed. */
const maxTries = 5;

/** Others committed snapshots of the same entity again and again meanwhile. */
export class SnapshotOvertakenError extends Error {
  override readonly name = 'SnapshotOvertakenError';
}

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
    for (let tries = 0; tries < maxTries; tries += 1) {
      const first = await this.#write(snapshot);
      const attempt = first.kind === 'repeats' ? await this.#writeRepeated(snapshot, first.existing) : first;
      if (attempt.kind !== 'overtaken' && attempt.kind !== 'repeats') return { kind: attempt.kind };
    }
    throw new SnapshotOvertakenError(`The entity was committed by others ${maxTries} times meanwhile.`);
  }

  /** When its reply is lost and the SDK writes again, that finds its own watermark and is `overtaken`, too. */
  async #writeRepeated(snapshot: Snapshot, existing: StoredSnapshot): Promise<Attempt> {
    const kept = snapshot.whileSame?.keep.filter((field) => Object.hasOwn(existing.state, field)) ?? [];
    const command = new UpdateItemCommand({
      ...this.#addressed(snapshot),
      UpdateExpression: `SET #state = :state, ${bookkeeping}`,
      ConditionExpression: '#watermark = :existing',
      ExpressionAttributeNames: names('state', 'watermark', 'version', 'updatedAt'),
      ExpressionAttributeValues: marshall(
        {
          ...bookkeepingValues(snapshot),
          ':state': {
            ...snapshot.state,
            ...Object.fromEntries(kept.map((field) => [field, existing.state[field]])),
          },
          ':existing': existing.watermark,
        },
        marshalling,
      ),
    });
    return unlessConditionFails<Attempt>(
      async () => {
        await this.#client.send(command);
        return { kind: 'applied' };
      },
      () => ({ kind: 'overtaken' }),
    );
  }

  #write(snapshot: Snapshot): Promise<Attempt> {
    const { state } = snapshot;
    const same = sameField(snapshot);
    const command = new UpdateItemCommand({
      ...this.#addressed(snapshot),
      UpdateExpression: [
        `SET #previous = if_not_exists(#state, :none), #state = :state, ${bookkeeping}`,
        '#module = :module, #entityType = :entityType, #entityId = :entityId',
      ].join(', '),
      ConditionExpression: same ? `${isNewer} AND ${saysSomethingElse}` : isNewer,
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
        ...(same && { '#field': same.name }),
      },
      ExpressionAttributeValues: marshall(
        {
          ...bookkeepingValues(snapshot),
          ':none': null,
          ':state': state,
          ':module': snapshot.module,
          ':entityType': snapshot.entity.type,
          ':entityId': snapshot.entity.id,
          ...(same && { ':field': same.value }),
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

/** The field whose value may repeat; a snapshot without it repeats nothing. */
const sameField = ({ whileSame, state }: Snapshot) => {
  if (!whileSame) return undefined;
  const value = state[whileSame.field];
  return value === undefined ? undefined : { name: whileSame.field, value };
};

const bookkeepingValues = ({ key, at }: Snapshot) => ({ ':key': key, ':at': at, ':zero': 0, ':one': 1 });

/** As JSON has it: what is undefined is absent, and a number beyond 2^53 is a number. */
const marshalling = { removeUndefinedValues: true, allowImpreciseNumbers: true } as const;

const names = (...attributes: readonly string[]): Record<string, string> =>
  Object.fromEntries(attributes.map((name) => [`#${name}`, name]));

const conditionFailed = (item: Record<string, AttributeValue> | undefined, { key }: Snapshot): Attempt => {
  const existing = storedSchema.parse(unmarshall(item ?? {}, { wrapNumbers: Number }));
  const decision = decideSnapshot(existing.watermark, key);
  if (decision === 'apply') return { kind: 'repeats', existing };
  return { kind: decision === 'duplicate' ? 'replayed' : 'stale' };
};
