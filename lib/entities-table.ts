import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { entitiesTable } from '../lambdas/contract/table-schema';
import type { NodeFunction } from './node-function';
import { tableProps, type TableProtection } from './table-props';

/**
 * One item for each entity of each module: its state and how far in time it reflects the events; and items for what is
 * parked, which find their way out by a sparse index of the entities that have some.
 */
export class EntitiesTable extends Construct {
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, protection: TableProtection) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', {
      ...tableProps(entitiesTable.partitionKey, protection),
      timeToLiveAttribute: entitiesTable.ttl,
      globalSecondaryIndexes: [dueIndexProps],
    });
  }

  /** The function may commit snapshots (a conditional update without a read) and learns the table's name. */
  grantCommitSnapshot(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:UpdateItem']);
  }

  /** The function may read entities, commit them whole, keep parked events beside them, and learns the table's name. */
  grantSequence(fn: NodeFunction): void {
    this.#grant(fn, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
    ]);
  }

  /** The function may ask which entities are due, may read nothing else, and learns the table's name. */
  grantReadDue(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:Query'], `${this.table.tableArn}/index/${entitiesTable.dueIndex.name}`);
  }

  /** The function may read one entity at a time and learns the table's name. */
  grantReadState(fn: NodeFunction): void {
    this.#grant(fn, ['dynamodb:GetItem']);
  }

  #grant(fn: NodeFunction, actions: readonly string[], resourceArn = this.table.tableArn): void {
    fn.allow({
      actions,
      resourceArn,
      variables: { [environment.entitiesTable]: this.table.tableName },
    });
  }
}

const { dueIndex } = entitiesTable;

const dueIndexProps: dynamodb.GlobalSecondaryIndexPropsV2 = {
  indexName: dueIndex.name,
  partitionKey: { name: dueIndex.partitionKey, type: dynamodb.AttributeType.STRING },
  sortKey: { name: dueIndex.sortKey, type: dynamodb.AttributeType.STRING },
  projectionType: dynamodb.ProjectionType.INCLUDE,
  nonKeyAttributes: [...dueIndex.projected],
};
