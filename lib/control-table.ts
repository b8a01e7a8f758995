import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { controlTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';
import { tableProps, type TableProtection } from './table-props';

/**
 * What the functions agree on among themselves: the breakers of dependencies, which modules are paused, and how far the
 * API's throttle is lowered. A handful of items, none of which ever expires.
 */
export class ControlTable extends Construct {
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, protection: TableProtection) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', tableProps(controlTable.partitionKey, protection));
  }

  /** The function may read and change breakers (a conditional put) and learns the table's name. */
  grantBreakers(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  /** The function may read and change breakers, note and forget what it has paused, and learns the table's name. */
  grantGuard(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem']);
  }

  /** The function may read and change the governor's state and learns the table's name. */
  grantGovern(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  #grant(fn: NodeFunction, actions: readonly string[]): void {
    fn.allow({
      actions,
      resourceArn: this.table.tableArn,
      variables: { [environment.controlTable]: this.table.tableName },
    });
  }
}
