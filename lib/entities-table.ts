import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { entitiesTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';
import { tableProps, type TableProtection } from './table-props';

/** One item for each entity of each module: its state and how far in time it reflects the events. */
export class EntitiesTable extends Construct {
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, protection: TableProtection) {
    super(scope, id);
    const props = tableProps(entitiesTable.partitionKey, protection);
    this.table = new dynamodb.TableV2(this, 'Table', props);
  }

  /** The function may commit entities (a conditional update) and learns the table's name. */
  grantCommit(fn: NodeFunction): void {
    fn.allow({
      actions: ['dynamodb:UpdateItem'],
      resourceArn: this.table.tableArn,
      variable: { name: environment.entitiesTable, value: this.table.tableName },
    });
  }
}
