import * as z from 'zod';
import type { FunctionDefinition, RouteDefinition } from '../../model';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionNamed, functionOfIntegration } from './function-names';

const routeSchema = z.object({
  RouteKey: z.string(),
  AuthorizationType: z
    .enum(['NONE', 'AWS_IAM'], { error: 'the local runner knows NONE and AWS_IAM only' })
    .default('NONE'),
  Target: z.string().optional(),
});
type Route = z.output<typeof routeSchema>;

const integrationSchema = z.object({
  IntegrationType: z.string(),
  IntegrationUri: z.string().optional(),
  PayloadFormatVersion: z.literal('2.0', {
    error: 'the local runner hands over events of an HTTP API in payload format 2.0 only',
  }),
  TimeoutInMillis: numberValue.optional(),
});
type Integration = z.output<typeof integrationSchema>;

/** `ANY /webhook/{source}`; the key of a route for everything else is `$default`, which the local runner lacks. */
const routeKey = /^(?<method>[A-Z]+) (?<path>\/.*)$/;

/** Routes of an HTTP API that lead to a function; others are skipped. */
export function readHttpRoutes(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): RouteDefinition[] {
  const integrations = readIntegrations(source);
  return source.resources('AWS::ApiGatewayV2::Route').flatMap((located) => {
    const route = source.properties(located, routeSchema);
    return (route && readRoute({ located, route }, source, { integrations, functions })) ?? [];
  });
}

/** By their targets, as routes have them; those of functions alone. */
function readIntegrations(source: TemplateSource): ReadonlyMap<string, Integration> {
  const entries = source.resources('AWS::ApiGatewayV2::Integration').flatMap((located) => {
    const type = source.properties(
      located,
      integrationSchema.pick({ IntegrationType: true }),
    )?.IntegrationType;
    if (type !== 'AWS_PROXY') return [];
    const integration = source.properties(located, integrationSchema);
    const id = source.ref(located.logicalId);
    return integration && id !== undefined ? [[`integrations/${id}`, integration] as const] : [];
  });
  return new Map(entries);
}

interface LocatedRoute {
  readonly located: LocatedResource;
  readonly route: Route;
}

interface Targets {
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly functions: readonly FunctionDefinition[];
}

function readRoute(
  { located: { logicalId }, route }: LocatedRoute,
  { problems, skipped }: TemplateSource,
  { integrations, functions }: Targets,
): RouteDefinition | undefined {
  const { method, path } = routeKey.exec(route.RouteKey)?.groups ?? {};
  const integration = integrations.get(route.Target ?? '');
  if (method === undefined || path === undefined || integration === undefined) {
    const reason = `the route ${route.RouteKey} has no method and path, or does not lead to a function`;
    skipped.push({ logicalId, reason });
    return undefined;
  }
  const { IntegrationUri: uri = '', TimeoutInMillis: timeoutMs } = integration;
  const target = functionNamed(uri, functions) ?? functionOfIntegration(uri, functions);
  if (!target) {
    problems.add(`Resources.${logicalId}.Properties.Target`, `the local runner runs no function of ${uri}`);
    return undefined;
  }
  return {
    method,
    path,
    functionLogicalId: target.logicalId,
    ...(route.AuthorizationType === 'AWS_IAM' && { authorization: 'aws-iam' }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}
