import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { interimOutcomes, type OutcomeName, outcomeNames } from '../contract/claim-outcome';
import {
  begunAttribute,
  claimKey,
  claimsTable,
  failuresAttribute,
  givenUpAttribute,
} from '../contract/table-schema';
import { instantSchema } from '../core/envelope';
import type { FailureTimes } from '../core/failure/decide-failure';
import { instantFromEpochMs } from '../core/instant';
import type { ClaimResult, ClaimStore, ExistingClaim, NewClaim } from '../ingest/ports';
import type { FailureLog, EventInModule, OutcomeMark, OutcomeRecorder } from '../processor/ports';
import { unlessConditionFails } from './unless-condition-fails';

const existingClaimSchema = z.object({
  bodyHash: z.string(),
  door: z.optional(z.string()),
  attempt: z.optional(z.string()),
  receivedTime: instantSchema,
  orderTime: instantSchema,
  outcomes: z.record(z.string(), z.object({ outcome: z.optional(z.string()) })),
});

const notedSchema = z.object({
  outcomes: z.record(z.string(), z.object({ outcome: z.optional(z.enum(outcomeNames)) })),
});

const [interim0, interim1] = interimOutcomes;
const interimValues = { ':interim0': interim0, ':interim1': interim1 } as const;

const replaceable =
  'attribute_exists(#pk) AND (attribute_not_exists(#outcomes.#module.#outcome) OR #outcomes.#module.#outcome IN (:interim0, :interim1))';
/** A `parked` has to be younger than what it replaces: that it was given up in the same instant came behind it. */
const olderThan = (outcome: OutcomeName): string =>
  `(attribute_not_exists(#outcomes.#module.#at) OR #outcomes.#module.#at ${outcome === 'parked' ? '<' : '<='} :at)`;

/**
 * The claims table. One item per event:
 * `{ pk, source, id, type, time, receivedTime, orderTime, bodyHash, door, attempt, outcomes, expiresAt }`, and for each
 * module in which it failed the times of its failures as `failures:<module>` and when it was last given up as `givenUp:<module>`.
 */
export class DynamoDbClaimStore implements ClaimStore, OutcomeRecorder, FailureLog {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * One conditional put. DynamoDB's TTL deletes late, so the condition looks at the expiry itself; a lost race
   * brings the winner's item along, without a read. `attempt` tells a race that was lost from a reply that was: then the
   * SDK puts again, and finds what it has put itself.
   */
  async claim(claim: NewClaim, nowSeconds: number, signal: AbortSignal): Promise<ClaimResult> {
    const attempt = randomUUID();
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: marshall({
        [claimsTable.partitionKey]: claimKey(claim.source, claim.eventId),
        source: claim.source,
        id: claim.eventId,
        type: claim.eventType,
        time: claim.time,
        receivedTime: claim.receivedTime,
        orderTime: claim.orderTime,
        bodyHash: claim.bodyHash,
        ...(claim.door !== undefined && { door: claim.door }),
        attempt,
        outcomes: claim.outcomes,
        [claimsTable.ttl]: claim.expiresAtSeconds,
      }),
      ConditionExpression: 'attribute_not_exists(#pk) OR #expiresAt < :now',
      ExpressionAttributeNames: { '#pk': claimsTable.partitionKey, '#expiresAt': claimsTable.ttl },
      ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessConditionFails<ClaimResult>(
      async () => {
        await this.#client.send(command, { abortSignal: signal });
        return { kind: 'won' };
      },
      (item) => {
        const existing = readExistingClaim(item, claim);
        return existing.attempt === attempt ? { kind: 'won' } : { kind: 'lost', existing };
      },
    );
  }

  /**
   * One conditional update. A final outcome that is there already stays, and so does an interim one that is younger than
   * the mark: a write that was given up can arrive late. A claim that is gone is let go.
   */
  async record(mark: OutcomeMark): Promise<void> {
    const isGivenUp = mark.outcome === 'dead-lettered';
    const isInterim = interimOutcomes.some((interim) => interim === mark.outcome);
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(mark.source, mark.eventId) }),
      UpdateExpression: `SET #outcomes.#module = :entry${isGivenUp ? ', #givenUp = :at' : ''}`,
      ConditionExpression: isInterim ? `${replaceable} AND ${olderThan(mark.outcome)}` : replaceable,
      ExpressionAttributeNames: {
        '#pk': claimsTable.partitionKey,
        '#outcomes': 'outcomes',
        '#module': mark.module,
        '#outcome': 'outcome',
        ...(isInterim && { '#at': 'at' }),
        ...(isGivenUp && { '#givenUp': givenUpAttribute(mark.module) }),
      },
      ExpressionAttributeValues: marshall({
        ':entry': { outcome: mark.outcome, at: mark.at },
        ...interimValues,
        ...(isInterim && { ':at': mark.at }),
      }),
    });
    await unlessConditionFails<unknown>(
      () => this.#client.send(command),
      () => undefined,
    );
  }

  /** One read, which sees what this processor noted before. */
  async find({ source, eventId, module }: EventInModule): Promise<OutcomeName | undefined> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(source, eventId) }),
      ConsistentRead: true,
      ProjectionExpression: '#outcomes.#module',
      ExpressionAttributeNames: { '#outcomes': 'outcomes', '#module': module },
    });
    const { Item } = await this.#client.send(command);
    const parsed = notedSchema.safeParse(Item && unmarshall(Item));
    return parsed.success ? parsed.data.outcomes[module]?.outcome : undefined;
  }

  /**
   * One conditional update, which brings the claim along. Times are kept as a list of texts; one that is there already
   * is the same failure, noted by a call whose reply was lost.
   */
  async note({ source, eventId, module }: EventInModule, atMs: number): Promise<FailureTimes | undefined> {
    const time = instantFromEpochMs(atMs);
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(source, eventId) }),
      UpdateExpression: 'SET #failures = list_append(if_not_exists(#failures, :none), :times)',
      ConditionExpression: 'attribute_exists(#pk) AND NOT contains(#failures, :time)',
      ExpressionAttributeNames: {
        '#pk': claimsTable.partitionKey,
        '#failures': failuresAttribute(module),
      },
      ExpressionAttributeValues: marshall({ ':none': [], ':times': [time], ':time': time }),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return unlessConditionFails<FailureTimes | undefined>(
      async () => failureTimes((await this.#client.send(command)).Attributes, { module, atMs }),
      (item) => item && failureTimes(item, { module, atMs }),
    );
  }

  /** One conditional update, which brings the new count along. */
  async begin(event: EventInModule): Promise<number | undefined> {
    const attribute = begunAttribute(event.module);
    const command = this.#updateCommand(event, {
      UpdateExpression: 'ADD #begun :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    });
    return unlessConditionFails<number | undefined>(
      async () => {
        const { Attributes } = await this.#client.send(command);
        return Number(Attributes?.[attribute]?.N ?? 1);
      },
      () => undefined,
    );
  }

  /** One conditional update. */
  async end(event: EventInModule): Promise<void> {
    const command = this.#updateCommand(event, { UpdateExpression: 'REMOVE #begun' });
    await unlessConditionFails<unknown>(
      () => this.#client.send(command),
      () => undefined,
    );
  }

  #updateCommand(
    { source, eventId, module }: EventInModule,
    update: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ExpressionAttributeValues' | 'ReturnValues'>,
  ): UpdateItemCommand {
    return new UpdateItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(source, eventId) }),
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#pk': claimsTable.partitionKey, '#begun': begunAttribute(module) },
      ...update,
    });
  }
}

/** What a claim says of an event's failures in a module: all of them, and when it was given up, if it was. */
const failureTimes = (
  item: Record<string, AttributeValue> | undefined,
  { module, atMs }: { readonly module: string; readonly atMs: number },
): FailureTimes => {
  const claim = item && unmarshall(item);
  const noted = z.array(instantSchema).safeParse(claim?.[failuresAttribute(module)]).data ?? [];
  const givenUp = instantSchema.safeParse(claim?.[givenUpAttribute(module)]).data;
  const givenUpMs = givenUp === undefined ? 0 : Date.parse(givenUp);
  const [first = atMs, ...rest] = noted.map((time) => Date.parse(time)).filter((ms) => ms > givenUpMs);
  return [first, ...rest];
};

/**
 * What a lost claim tells. An item that cannot be read counts as one without outcomes: its event is sent
 * again, which is safe, rather than given up.
 */
const readExistingClaim = (
  item: Record<string, AttributeValue> | undefined,
  claim: NewClaim,
): ExistingClaim & { readonly attempt?: string | undefined } => {
  const parsed = existingClaimSchema.safeParse(item && unmarshall(item));
  return parsed.success ? parsed.data : { ...claim, outcomes: {} };
};
