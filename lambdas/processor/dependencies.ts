import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../adapters/client-configuration';
import { DynamoDbClaimStore } from '../adapters/dynamodb-claim-store';
import { DynamoDbEntityStore } from '../adapters/dynamodb-entity-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { systemClock } from '../adapters/system-clock';
import type { ProcessorConfig } from './config';
import type { ProcessorDependencies } from './ports';

/** A processor's ports on AWS. */
export const createDependencies = (config: ProcessorConfig): ProcessorDependencies => {
  const dynamoDb = new DynamoDBClient(clientConfiguration);
  return {
    clock: systemClock,
    log: new PowertoolsLog(),
    metrics: new PowertoolsMetrics(),
    entities: new DynamoDbEntityStore(dynamoDb, config.entitiesTable),
    outcomes: new DynamoDbClaimStore(dynamoDb, config.claimsTable),
  };
};
