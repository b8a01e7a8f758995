import { setTimeout as pause } from 'node:timers/promises';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import { claimsTable } from '../../../lambdas/contract/table-schema';

/** Outcome by module, as far as there is one. */
export type KnownOutcomes = Readonly<Record<string, string | undefined>>;

/** Reads the claim with this key; nothing is known of one that does not exist. */
export type ClaimReader = (key: string) => Promise<KnownOutcomes>;

const claimSchema = z.object({
  outcomes: z.record(z.string(), z.object({ outcome: z.string().optional() })).default({}),
});

export const createClaimReader =
  (client: DynamoDBClient, tableName: string): ClaimReader =>
  async (key) => {
    const command = new GetItemCommand({
      TableName: tableName,
      Key: marshall({ [claimsTable.partitionKey]: key }),
      ConsistentRead: true,
    });
    const { Item } = await client.send(command);
    const { outcomes } = claimSchema.parse(Item === undefined ? {} : unmarshall(Item));
    return Object.fromEntries(Object.entries(outcomes).map(([module, { outcome }]) => [module, outcome]));
  };

export interface WaitForOutcomesOptions {
  readonly claims: ClaimReader;
  readonly key: string;
  /** The modules that want the event. */
  readonly modules: readonly string[];
  /** By module. What is parked and expected to become something else is waited for. Default: nothing. */
  readonly expected?: Readonly<Record<string, string>>;
  /** Ends waiting. */
  readonly signal: AbortSignal;
}

const firstPauseMs = 10;
const longestPauseMs = 250;

const parked: OutcomeName = 'parked';

/** Outcome by module; `pending` for what had none when waiting was ended. */
export const waitForOutcomes = async (options: WaitForOutcomesOptions): Promise<Record<string, string>> => {
  const { claims, key, modules, expected = {}, signal } = options;
  const isAwaited = (name: string, outcome: string | undefined): boolean =>
    outcome === undefined || (outcome === parked && (expected[name] ?? parked) !== parked);
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const known = await claims(key);
    const names = [...new Set([...modules, ...Object.keys(known)])];
    const isDone = !names.some((name) => isAwaited(name, known[name]));
    if (isDone || signal.aborted) {
      return Object.fromEntries(names.map((name) => [name, known[name] ?? 'pending']));
    }
    await pause(pauseMs);
  }
};
