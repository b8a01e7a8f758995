import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { breakerKey, controlTable } from '../../lambdas/contract/table-schema';

/** Why nothing may be sent to a module now. */
export interface Refusal {
  readonly module: string;
  readonly dependency: string;
  /** Of the dependency's breaker. */
  readonly breaker: 'open' | 'half-open';
}

const itemSchema = z.object({ breaker: z.object({ kind: z.enum(['closed', 'open', 'half-open']) }) });

export interface TargetBreakersOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

/** The breakers of what a module depends on, as the processors share them. */
export class TargetBreakers {
  readonly #options: TargetBreakersOptions;

  constructor(options: TargetBreakersOptions) {
    this.#options = options;
  }

  /** One consistent read for each dependency. @returns the first breaker that is not closed */
  async refusalOf({ name: module, dependencies = [] }: ModuleManifest): Promise<Refusal | undefined> {
    for (const dependency of dependencies) {
      const breaker = await this.#read(dependency);
      if (breaker !== 'closed') return { module, dependency, breaker };
    }
    return undefined;
  }

  /** No item, or one that is none of ours, counts as closed, as it does for the processors. */
  async #read(dependency: string): Promise<Refusal['breaker'] | 'closed'> {
    const { Item } = await this.#options.dynamodb.send(
      new GetItemCommand({
        TableName: this.#options.controlTable,
        Key: marshall({ [controlTable.partitionKey]: breakerKey(dependency) }),
        ConsistentRead: true,
      }),
    );
    const parsed = itemSchema.safeParse(Item && unmarshall(Item));
    return parsed.success ? parsed.data.breaker.kind : 'closed';
  }
}
