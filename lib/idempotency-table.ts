import type { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { idempotencyTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';
import { tableProps, type TableProtection } from './table-props';

export interface IdempotencyTableProps extends TableProtection {
  /** How long a record is kept. An effect whose event comes back after that happens again. */
  readonly retention: Duration;
}

/**
 * One record for each effect of an event: what was done is not done again.
 *
 * It is as restorable as the other tables. The records are all that keeps the events of a DLQ, redriven weeks later,
 * from doing a second time what they had done before they failed.
 */
export class IdempotencyTable extends Construct {
  readonly table: dynamodb.TableV2;
  readonly #retention: Duration;

  constructor(scope: Construct, id: string, { retention, ...protection }: IdempotencyTableProps) {
    super(scope, id);
    this.#retention = retention;
    this.table = new dynamodb.TableV2(this, 'Table', {
      ...tableProps(idempotencyTable.partitionKey, protection),
      timeToLiveAttribute: idempotencyTable.ttl,
    });
  }

  /** The function may do things once, and learns the table's name and how long a record is kept. */
  grantOnce(fn: NodeFunction): void {
    fn.allow({
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem'],
      resourceArn: this.table.tableArn,
      variables: {
        [environment.idempotencyTable]: this.table.tableName,
        [environment.claimRetentionHours]: String(this.#retention.toHours()),
      },
    });
  }
}
