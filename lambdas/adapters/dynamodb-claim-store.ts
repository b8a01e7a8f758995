import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { interimOutcomes, type OutcomeName, outcomeNames } from '../contract/claim-outcome';
import { claimKey, claimsTable } from '../contract/table-schema';
import { instantSchema } from '../core/envelope';
import type { ClaimResult, ClaimStore, ExistingClaim, NewClaim } from '../ingest/ports';
import type { AttemptCounter, EventInModule, OutcomeMark, OutcomeRecorder } from '../processor/ports';
import { unlessConditionFails } from './unless-condition-fails';

const existingClaimSchema = z.object({
  bodyHash: z.string(),
  receivedTime: instantSchema,
  orderTime: instantSchema,
  outcomes: z.record(z.string(), z.object({ outcome: z.optional(z.string()) })),
});

const notedSchema = z.object({
  outcomes: z.record(z.string(), z.object({ outcome: z.optional(z.enum(outcomeNames)) })),
});

const [interim0, interim1] = interimOutcomes;
const interimValues = { ':interim0': interim0, ':interim1': interim1 } as const;

/**
 * The claims table. One item per event:
 * `{ pk, source, id, type, time, receivedTime, orderTime, bodyHash, outcomes, expiresAt }`, and for each module
 * in which it failed the number of failures as `attempts:<module>`.
 */
export class DynamoDbClaimStore implements ClaimStore, OutcomeRecorder, AttemptCounter {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * One conditional put. DynamoDB's TTL deletes late, so the condition looks at the expiry itself; a lost race
   * brings the winner's item along, without a read.
   */
  async claim(claim: NewClaim, nowSeconds: number, signal: AbortSignal): Promise<ClaimResult> {
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
      (item) => ({ kind: 'lost', existing: readExistingClaim(item, claim) }),
    );
  }

  /** One conditional update. A final outcome that is there already stays; a claim that is gone is let go. */
  async record(mark: OutcomeMark): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(mark.source, mark.eventId) }),
      UpdateExpression: 'SET #outcomes.#module = :entry',
      ConditionExpression: [
        'attribute_exists(#pk)',
        '(attribute_not_exists(#outcomes.#module.#outcome) OR #outcomes.#module.#outcome IN (:interim0, :interim1))',
      ].join(' AND '),
      ExpressionAttributeNames: {
        '#pk': claimsTable.partitionKey,
        '#outcomes': 'outcomes',
        '#module': mark.module,
        '#outcome': 'outcome',
      },
      ExpressionAttributeValues: marshall({
        ':entry': { outcome: mark.outcome, at: mark.at },
        ...interimValues,
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

  /** One conditional update, which brings the new count along. */
  async count({ source, eventId, module }: EventInModule): Promise<number | undefined> {
    const attribute = `attempts:${module}`;
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: marshall({ [claimsTable.partitionKey]: claimKey(source, eventId) }),
      UpdateExpression: 'ADD #attempts :one',
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#pk': claimsTable.partitionKey, '#attempts': attribute },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    });
    return unlessConditionFails<number | undefined>(
      async () => {
        const { Attributes } = await this.#client.send(command);
        return Number(Attributes?.[attribute]?.N);
      },
      () => undefined,
    );
  }
}

/**
 * What a lost claim tells. An item that cannot be read counts as one without outcomes: its event is sent
 * again, which is safe, rather than given up.
 */
const readExistingClaim = (
  item: Record<string, AttributeValue> | undefined,
  claim: NewClaim,
): ExistingClaim => {
  const parsed = existingClaimSchema.safeParse(item && unmarshall(item));
  return parsed.success ? parsed.data : { ...claim, outcomes: {} };
};
