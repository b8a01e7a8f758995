import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { breakerKey } from '../contract/table-schema';
import { closedBreaker, tripCauses } from '../core/breaker/breaker';
import type { BreakerRecord, BreakerStore } from '../core/breaker/breaker-store';
import { DynamoDbControlItem } from './dynamodb-control-item';

const outage = { downSinceMs: z.number(), cause: z.enum(tripCauses) };

const attributesSchema = z.object({
  breaker: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('closed'), closedAtMs: z.optional(z.number()) }),
    z.object({ kind: z.literal('open'), ...outage, retryAtMs: z.number() }),
    z.object({ kind: z.literal('half-open'), ...outage, probeId: z.string(), probeUntilMs: z.number() }),
  ]),
});

/** The breakers in the control table, an item each: `{ pk: "breaker#<dependency>", version, breaker }`. */
export class DynamoDbBreakerStore implements BreakerStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** An item that is none of ours counts as a closed breaker, and is replaced by the next write. */
  async read(dependency: string): Promise<BreakerRecord> {
    const { attributes, version } = await this.#itemOf(dependency).read();
    const { breaker = closedBreaker } = attributesSchema.safeParse(attributes).data ?? {};
    return { breaker, version };
  }

  write(dependency: string, { breaker, version }: BreakerRecord): Promise<'written' | 'conflict'> {
    return this.#itemOf(dependency).write({ attributes: { breaker }, version });
  }

  #itemOf(dependency: string): DynamoDbControlItem {
    return new DynamoDbControlItem(this.#client, this.#tableName, breakerKey(dependency));
  }
}
