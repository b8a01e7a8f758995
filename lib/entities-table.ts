import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { entitiesTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';

export interface EntitiesTableProps {
  /** Whether DynamoDB refuses to delete the table, and the stack leaves it behind. */
  readonly deletionProtection: boolean;
}

/** One item for each entity of each module: its state and how far in time it reflects the events. */
export class EntitiesTable extends Construct {
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, { deletionProtection }: EntitiesTableProps) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: entitiesTable.partitionKey, type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
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
