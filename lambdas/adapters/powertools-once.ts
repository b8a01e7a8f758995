import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { idempotencyTable } from '../contract/table-schema';
import type { Invocation, JsonValue, Once, OnceResult } from '../processor/ports';

export interface PowertoolsOnceOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How long it is remembered that an effect succeeded. */
  readonly retentionSeconds: number;
}

/**
 * Powertools' idempotency around effects, with records of its own: `pk` is the SHA-256 of the effect's key. A
 * success takes two writes (in progress, done), a repetition one that fails, a failure two (in progress, delete).
 */
export class PowertoolsOnce implements Once {
  readonly #persistenceStore: DynamoDBPersistenceLayer;
  readonly #config: IdempotencyConfig;

  constructor({ client, tableName, retentionSeconds }: PowertoolsOnceOptions) {
    this.#persistenceStore = new DynamoDBPersistenceLayer({
      tableName,
      keyAttr: idempotencyTable.partitionKey,
      expiryAttr: idempotencyTable.ttl,
      awsSdkV3Client: client,
    });
    this.#config = new IdempotencyConfig({ expiresAfterSeconds: retentionSeconds, hashFunction: 'sha256' });
  }

  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
    invocation: Invocation,
  ): Promise<OnceResult<Result>> {
    let isRepeated = true;
    const wrapped = makeIdempotent(
      async (_key: string, _context: { readonly getRemainingTimeInMillis: () => number }) => {
        isRepeated = false;
        return effect();
      },
      { persistenceStore: this.#persistenceStore, config: this.#config, keyPrefix: 'once' },
    );
    // The second argument has the shape of Lambda's context: a record in progress expires with the function's time.
    const result = await wrapped(key, { getRemainingTimeInMillis: () => invocation.remainingMs() });
    return { result, isRepeated };
  }
}
