import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../adapters/client-configuration';
import { DynamoDbStateReader } from '../adapters/dynamodb-state-reader';
import { PowertoolsLog } from '../adapters/powertools-log';
import type { StateConfig } from './config';
import type { StateDependencies } from './ports';

/** The state function's ports on AWS. */
export const createDependencies = (config: StateConfig): StateDependencies => ({
  log: new PowertoolsLog(),
  states: new DynamoDbStateReader(new DynamoDBClient(clientConfiguration), config.entitiesTable),
});
