import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { removalPolicyFor } from './removal-policy';

export interface TableProtection {
  /** Whether DynamoDB refuses to delete the table, and the stack leaves it behind. */
  readonly deletionProtection: boolean;
}

/** What the tables have in common: a partition key alone, on demand, encrypted, restorable to any second. */
export const tableProps = (
  partitionKey: string,
  { deletionProtection }: TableProtection,
): dynamodb.TablePropsV2 => ({
  partitionKey: { name: partitionKey, type: dynamodb.AttributeType.STRING },
  billing: dynamodb.Billing.onDemand(),
  encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection,
  removalPolicy: removalPolicyFor(deletionProtection),
});
