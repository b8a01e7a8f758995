import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ApiGatewayThrottle } from '../adapters/api-gateway-throttle';
import { clientConfiguration } from '../adapters/client-configuration';
import { CloudWatchAlarms } from '../adapters/cloudwatch-alarms';
import { DynamoDbGovernorStore } from '../adapters/dynamodb-governor-store';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { systemClock } from '../adapters/system-clock';
import type { GovernorConfig } from './config';
import type { GovernorDependencies } from './ports';

/**
 * Calls of services whose answers can take seconds, and that nobody waits for. Three of them and a read of the table,
 * each with all its attempts, fit into the function's 30 s.
 */
const patientConfiguration = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;

/** The governor's ports on AWS. */
export const createDependencies = (config: GovernorConfig): GovernorDependencies => ({
  clock: systemClock,
  log: new PowertoolsLog(),
  metrics: new PowertoolsMetrics(),
  store: new DynamoDbGovernorStore(new DynamoDBClient(clientConfiguration), config.controlTable),
  alarms: new CloudWatchAlarms(new CloudWatchClient(patientConfiguration)),
  throttle: new ApiGatewayThrottle(new APIGatewayClient(patientConfiguration), {
    apiId: config.apiId,
    stage: config.apiStage,
  }),
});
