import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { idempotencyTable } from '../contract/table-schema';
import { StoreUnavailableError } from '../core/failure/errors';
import type { RemainingTime } from '../core/ports';
import {
  EffectInProgressError,
  type Invocation,
  type JsonValue,
  type Once,
  type OnceResult,
} from '../processor/ports';

export interface PowertoolsOnceOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** How long it is remembered that an effect succeeded. */
  readonly retentionSeconds: number;
}

/**
 * An effect with Powertools around it; its result is a text. Of Lambda's context Powertools reads the time: a record in
 * progress expires with the function's.
 */
type Wrap = (effect: () => Promise<string>) => (key: string, context: RemainingTime) => Promise<string>;

/**
 * Powertools' idempotency around effects, with records of its own: `pk` is `once#` and the SHA-256 of the effect's
 * key, `data` the result as JSON. A success takes two writes (in progress, done), a repetition one that fails, a
 * failure two (in progress, delete). Powertools is loaded with the first effect, so that the function's start does
 * not wait for it.
 */
export class PowertoolsOnce implements Once {
  readonly #options: PowertoolsOnceOptions;
  #wrap: Promise<Wrap> | undefined;

  constructor(options: PowertoolsOnceOptions) {
    this.#options = options;
  }

  /** A result is given as JSON has it, the first time too. */
  async run<Result extends JsonValue | void>(
    key: string,
    effect: () => Promise<Result>,
    invocation: Invocation,
  ): Promise<OnceResult<Result>> {
    this.#wrap ??= loadPowertools(this.#options);
    const wrap = await this.#wrap;
    let isRepeated = true;
    const wrapped = wrap(async () => {
      isRepeated = false;
      return JSON.stringify({ value: await effect() });
    });
    const json = await wrapped(key, {
      // Without time, Powertools would keep the record in progress for as long as one that is done.
      getRemainingTimeInMillis: () => Math.max(1, Math.ceil(invocation.remainingMs())),
    });
    // Only an effect with the same key, and so the same type, has put it there.
    const { value: result }: { readonly value: Result } = JSON.parse(json);
    return { result, isRepeated };
  }
}

const loadPowertools = async (options: PowertoolsOnceOptions): Promise<Wrap> => {
  const [powertools, { DynamoDBPersistenceLayer }] = await Promise.all([
    import('@aws-lambda-powertools/idempotency'),
    import('@aws-lambda-powertools/idempotency/dynamodb'),
  ]);
  const {
    IdempotencyAlreadyInProgressError,
    IdempotencyConfig,
    IdempotencyPersistenceLayerError,
    makeIdempotent,
  } = powertools;
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: options.tableName,
    keyAttr: idempotencyTable.partitionKey,
    expiryAttr: idempotencyTable.ttl,
    awsSdkV3Client: options.client,
  });
  const config = new IdempotencyConfig({
    expiresAfterSeconds: options.retentionSeconds,
    hashFunction: 'sha256',
  });
  // The prefix takes the place of the function's name, with which the records would be lost.
  const settings = { persistenceStore, config, keyPrefix: 'once' };
  return (effect) => async (key, context) => {
    const once = makeIdempotent(async (_key: string, _context: RemainingTime) => effect(), settings);
    try {
      return await once(key, context);
    } catch (error) {
      if (error instanceof IdempotencyAlreadyInProgressError) {
        throw new EffectInProgressError('The effect is in progress elsewhere.', { cause: error });
      }
      if (error instanceof IdempotencyPersistenceLayerError) {
        throw new StoreUnavailableError('The record of the effect cannot be kept.', { cause: error });
      }
      throw error;
    }
  };
};
