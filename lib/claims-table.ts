import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { claimsTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';
import { tableProps, type TableProtection } from './table-props';

/** One item for each event that was accepted: the claim that makes its copies duplicates, and its outcomes. */
export class ClaimsTable extends Construct {
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, protection: TableProtection) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', {
      ...tableProps(claimsTable.partitionKey, protection),
      timeToLiveAttribute: claimsTable.ttl,
    });
  }

  /** The function may claim events (a conditional put) and learns the table's name. */
  grantClaim(fn: NodeFunction): void {
    this.#grant(fn, 'dynamodb:PutItem');
  }

  /** The function may mark outcomes on claims and learns the table's name. */
  grantMarkOutcome(fn: NodeFunction): void {
    this.#grant(fn, 'dynamodb:UpdateItem');
  }

  /** The function may look up what became of events and learns the table's name. */
  grantReadOutcomes(fn: NodeFunction): void {
    this.#grant(fn, 'dynamodb:GetItem');
  }

  #grant(fn: NodeFunction, action: string): void {
    fn.allow({
      actions: [action],
      resourceArn: this.table.tableArn,
      variables: { [environment.claimsTable]: this.table.tableName },
    });
  }
}
