import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '../adapters/client-configuration';
import { CloudWatchAlarms } from '../adapters/cloudwatch-alarms';
import { DynamoDbGovernorStore } from '../adapters/dynamodb-governor-store';
import { LazyStageThrottle } from '../adapters/lazy-stage-throttle';
import { PowertoolsLog } from '../adapters/powertools-log';
import { PowertoolsMetrics } from '../adapters/powertools-metrics';
import { systemClock } from '../adapters/system-clock';
import type { ApiKind } from '../contract/api-kind';
import type { GovernorConfig } from './config';
import type { GovernorDependencies, StageThrottle } from './ports';

/**
 * Calls of services whose answers can take seconds, and that nobody waits for. Three of them and a read of the table,
 * each with all its attempts, fit into the function's 30 s.
 */
const patientConfiguration = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;

/** A stage is of one kind, and the other kind's client is never loaded. */
const loadThrottle: Readonly<Record<ApiKind, (config: GovernorConfig) => Promise<StageThrottle>>> = {
  rest: async ({ apiId, apiStage: stage }) => {
    const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
    const { ApiGatewayThrottle } = await import('../adapters/api-gateway-throttle');
    return new ApiGatewayThrottle(new APIGatewayClient(patientConfiguration), { apiId, stage });
  },
  http: async ({ apiId, apiStage: stage }) => {
    const { ApiGatewayV2Client } = await import('@aws-sdk/client-apigatewayv2');
    const { HttpApiThrottle } = await import('../adapters/http-api-throttle');
    return new HttpApiThrottle(new ApiGatewayV2Client(patientConfiguration), { apiId, stage });
  },
};

/** The governor's ports on AWS. */
export const createDependencies = (config: GovernorConfig): GovernorDependencies => ({
  clock: systemClock,
  log: new PowertoolsLog(),
  metrics: new PowertoolsMetrics(),
  store: new DynamoDbGovernorStore(new DynamoDBClient(clientConfiguration), config.controlTable),
  alarms: new CloudWatchAlarms(new CloudWatchClient(patientConfiguration)),
  throttle: new LazyStageThrottle(() => loadThrottle[config.apiKind](config)),
});
