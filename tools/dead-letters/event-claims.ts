import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { outcomeNames } from '../../lambdas/contract/claim-outcome';
import { claimKey, claimsTable } from '../../lambdas/contract/table-schema';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import type { Clock } from '../../lambdas/core/ports';
import type { DeadLetter } from './dead-letter';

/** What the claim on an event says about it in one module. */
export interface ClaimNotes {
  /** Absent while the module has come to no outcome. */
  readonly outcome?: OutcomeName | undefined;
  /** RFC 3339. */
  readonly at?: string | undefined;
  /** Why, and by whom, it was discarded. */
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
  /** When it failed, counted failures only, RFC 3339. */
  readonly failedAt: readonly string[];
}

/** Why a dead letter is discarded. */
export interface DiscardNote {
  readonly reason: string;
  readonly by?: string | undefined;
}

const entrySchema = z.object({
  outcome: z.enum(outcomeNames).optional(),
  at: z.string().optional(),
  reason: z.string().optional(),
  by: z.string().optional(),
});

/** Partition key of the note on a discarded message that no claim could take. No source's name begins with `#`. */
export const discardedKey = ({ module, messageId }: Pick<DeadLetter, 'module' | 'messageId'>): string =>
  `#discarded#${module}#${messageId}`;

export interface EventClaimsOptions {
  readonly dynamodb: DynamoDBClient;
  readonly claimsTable: string;
  readonly clock: Clock;
  /** How long a note of its own is kept. */
  readonly retentionHours: number;
}

/** The claims on the events that dead letters hold. */
export class EventClaims {
  readonly #options: EventClaimsOptions;

  constructor(options: EventClaimsOptions) {
    this.#options = options;
  }

  /** One consistent read. @returns `undefined` without a claim, or where the message does not say of which event it is */
  async find(letter: DeadLetter): Promise<ClaimNotes | undefined> {
    const key = keyOf(letter);
    if (key === undefined) return undefined;
    const { Item } = await this.#options.dynamodb.send(
      new GetItemCommand({
        TableName: this.#options.claimsTable,
        Key: marshall({ [claimsTable.partitionKey]: key }),
        ConsistentRead: true,
        ProjectionExpression: '#pk, #outcomes.#module, #failures',
        ExpressionAttributeNames: {
          '#pk': claimsTable.partitionKey,
          '#outcomes': 'outcomes',
          '#module': letter.module,
          '#failures': `failures:${letter.module}`,
        },
      }),
    );
    return Item && notesIn(unmarshall(Item), letter.module);
  }

  /**
   * Keeps why a message is discarded: on the event's claim, as its outcome, if it was given up or has come to nothing.
   * Otherwise, without a claim, with an outcome that stays, or for what is no event, in an item of its own. What was
   * noted first stays, so doing it twice is harmless.
   */
  async noteDiscarded(letter: DeadLetter, note: DiscardNote): Promise<void> {
    const key = keyOf(letter);
    if (key !== undefined && (await this.#noteOnClaim(key, letter.module, note))) return;
    await this.#noteByItself(letter, note);
  }

  /** @returns false if the claim cannot take it: there is none, it has expired, or the event's outcome stays */
  async #noteOnClaim(key: string, module: string, { reason, by }: DiscardNote): Promise<boolean> {
    const outcome = '#outcomes.#module.#outcome';
    const command = new UpdateItemCommand({
      TableName: this.#options.claimsTable,
      Key: marshall({ [claimsTable.partitionKey]: key }),
      UpdateExpression: 'SET #outcomes.#module = :entry',
      ConditionExpression: [
        'attribute_exists(#pk) AND attribute_exists(#outcomes) AND #expiresAt > :now',
        `(attribute_not_exists(${outcome}) OR ${outcome} = :given_up)`,
      ].join(' AND '),
      ExpressionAttributeNames: {
        '#pk': claimsTable.partitionKey,
        '#expiresAt': claimsTable.ttl,
        '#outcomes': 'outcomes',
        '#module': module,
        '#outcome': 'outcome',
      },
      ExpressionAttributeValues: marshall(
        {
          ':entry': { outcome: 'discarded' satisfies OutcomeName, at: this.#now(), reason, by },
          ':given_up': 'dead-lettered' satisfies OutcomeName,
          ':now': this.#nowSeconds(),
        },
        { removeUndefinedValues: true },
      ),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const written = await conditionally(() => this.#options.dynamodb.send(command));
    return (
      written.kind === 'done' ||
      (written.item && notesIn(written.item, module).outcome === 'discarded') === true
    );
  }

  /** Everything that is known of the message but its body, and of its entity no more than the hash. */
  async #noteByItself(letter: DeadLetter, note: DiscardNote): Promise<void> {
    const { content: _, entity: __, ...known } = letter;
    const command = new PutItemCommand({
      TableName: this.#options.claimsTable,
      Item: marshall(
        {
          [claimsTable.partitionKey]: discardedKey(letter),
          ...note,
          at: this.#now(),
          letter: known,
          [claimsTable.ttl]: this.#nowSeconds() + this.#options.retentionHours * 3600,
        },
        { removeUndefinedValues: true },
      ),
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': claimsTable.partitionKey },
    });
    await conditionally(() => this.#options.dynamodb.send(command));
  }

  #now(): string {
    return instantFromEpochMs(this.#options.clock.now());
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.now() / 1000);
  }
}

const keyOf = ({ source, eventId }: DeadLetter): string | undefined =>
  source === undefined || eventId === undefined ? undefined : claimKey(source, eventId);

const notesIn = (item: Readonly<Record<string, unknown>>, module: string): ClaimNotes => {
  const outcomes = z.record(z.string(), entrySchema).safeParse(item['outcomes']);
  const failures = z.array(z.string()).safeParse(item[`failures:${module}`]);
  return { ...outcomes.data?.[module], failedAt: failures.data ?? [] };
};

type ConditionalWrite =
  | { readonly kind: 'done' }
  /** `item`: as it stands there, where the command asked for it. */
  | { readonly kind: 'condition-failed'; readonly item: Record<string, unknown> | undefined };

const conditionally = async (write: () => Promise<unknown>): Promise<ConditionalWrite> => {
  try {
    await write();
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { kind: 'condition-failed', item: error.Item && unmarshall(error.Item) };
  }
};
