import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import type { NodeFunction } from './node-function';
import type { WebhookApi } from './webhook-api';

export interface StateRouteProps {
  /** The API that the route is added to, with its throttling and its access logs. */
  readonly api: WebhookApi;
  readonly state: NodeFunction;
}

/**
 * `GET /state/{module}/{entity}` for callers that sign with IAM credentials and may `execute-api:Invoke` it. Of each
 * entity the id alone stands in the path; which type it is of, its module knows.
 */
export class StateRoute extends Construct {
  /** Without a trailing slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, { api, state }: StateRouteProps) {
    super(scope, id);
    this.url = `${api.url}/state`;
    const method = api.api.root
      .addResource('state')
      .addResource('{module}')
      .addResource('{entity}')
      .addMethod('GET', stateIntegration(state), { authorizationType: apigateway.AuthorizationType.IAM });
    acknowledgeFinding(
      method,
      'AwsSolutions-COG4',
      'Callers are other systems of the same company, which have roles; there are no users for a Cognito pool.',
    );
  }
}

const stateIntegration = (state: NodeFunction): apigateway.LambdaIntegration =>
  new apigateway.LambdaIntegration(state.function, {
    proxy: true,
    allowTestInvoke: false,
    // Longer than the function's timeout, so that API Gateway waits for whatever comes of it.
    timeout: Duration.seconds(6),
  });
