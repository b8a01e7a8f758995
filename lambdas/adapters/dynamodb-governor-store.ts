import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { governorKey } from '../contract/table-schema';
import type { GovernorState, GovernorStore } from '../governor/ports';
import { DynamoDbControlItem } from './dynamodb-control-item';

const attributesSchema = z.object({
  step: z.int().check(z.nonnegative()),
  changedAt: z.number(),
});

/** The governor's state in the control table: `{ pk: "governor", version, step, changedAt }`, the time in milliseconds. */
export class DynamoDbGovernorStore implements GovernorStore {
  readonly #item: DynamoDbControlItem;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#item = new DynamoDbControlItem(client, tableName, governorKey);
  }

  /** An item that is none of ours counts as step 0, and is replaced by the next write. */
  async read(): Promise<GovernorState> {
    const { attributes, version } = await this.#item.read();
    const { step = 0, changedAt: changedAtMs = 0 } = attributesSchema.safeParse(attributes).data ?? {};
    return { step, changedAtMs, version };
  }

  write({ step, changedAtMs, version }: GovernorState): Promise<'written' | 'conflict'> {
    return this.#item.write({ attributes: { step, changedAt: changedAtMs }, version });
  }
}
