import * as z from 'zod';
import type { ThrottleLimits } from '../../model';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { accountBurst, accountRate } from './account-throttle';
import type { Api } from './api';

const notRead = z.undefined({ error: 'the local runner does not read OpenAPI' }).optional();

const apiSchema = z.object({ ProtocolType: z.string().optional(), Body: notRead, BodyS3Location: notRead });

const limitsSchema = z.object({
  ThrottlingBurstLimit: numberValue.optional(),
  ThrottlingRateLimit: numberValue.optional(),
});

const stageSchema = z.object({
  DefaultRouteSettings: limitsSchema.optional(),
  RouteSettings: z.record(z.string(), limitsSchema).default({}),
});

/** The stack's HTTP APIs; WebSocket APIs, which are of the same type, are skipped. */
export function httpApisIn(source: TemplateSource): LocatedResource[] {
  return source.resources('AWS::ApiGatewayV2::Api').filter((api) => {
    const isHttp = source.properties(api, apiSchema)?.ProtocolType !== 'WEBSOCKET';
    if (!isHttp) source.skipped.push({ logicalId: api.logicalId, reason: 'WebSocket APIs are not served' });
    return isHttp;
  });
}

/** An HTTP API and its stage. */
export function readHttpApi(api: LocatedResource, source: TemplateSource): Api {
  const [stage] = source.resources('AWS::ApiGatewayV2::Stage');
  return {
    apiKind: 'http',
    apiId: source.ref(api.logicalId),
    stageName: stage && source.name(stage.logicalId),
    binaryMediaTypes: [],
    throttling: stage && readThrottling(stage, source),
  };
}

/** What the stage sets for all of its routes; a throttle of a single route is skipped. */
function readThrottling(stage: LocatedResource, source: TemplateSource): ThrottleLimits | undefined {
  const { DefaultRouteSettings: settings = {}, RouteSettings: routes = {} } =
    source.properties(stage, stageSchema) ?? {};
  for (const route of Object.keys(routes)) {
    const reason = `the local runner throttles all routes alike, not ${route} by itself`;
    source.skipped.push({ logicalId: stage.logicalId, reason });
  }
  const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate } = settings;
  if (burst === undefined && rate === undefined) return undefined;
  return { ratePerSecond: rate ?? accountRate, burst: burst ?? accountBurst };
}
