import * as z from 'zod';
import type { FunctionDefinition, RouteDefinition } from '../../model';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionOfIntegration } from './function-names';
import { readResourcePaths } from './resource-paths';

const methodSchema = z.object({
  AuthorizationType: z
    .enum(['NONE', 'AWS_IAM'], { error: 'the local runner knows NONE and AWS_IAM only' })
    .default('NONE'),
  HttpMethod: z.string(),
  ResourceId: z.string(),
  Integration: z.object({
    Type: z.string(),
    Uri: z.string().optional(),
    TimeoutInMillis: numberValue.optional(),
  }),
});
type Method = z.output<typeof methodSchema>;

/** Methods that hand the request to a function; others, such as answers by API Gateway itself, are skipped. */
export function readRoutes(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): RouteDefinition[] {
  const paths = readResourcePaths(source);
  return source.resources('AWS::ApiGateway::Method').flatMap((located) => {
    const method = source.properties(located, methodSchema);
    return (method && readRoute({ located, method }, source, { paths, functions })) ?? [];
  });
}

interface LocatedMethod {
  readonly located: LocatedResource;
  readonly method: Method;
}

interface Targets {
  readonly paths: ReadonlyMap<string, string>;
  readonly functions: readonly FunctionDefinition[];
}

function readRoute(
  { located: { logicalId }, method }: LocatedMethod,
  { problems, skipped }: TemplateSource,
  { paths, functions }: Targets,
): RouteDefinition | undefined {
  const { HttpMethod: verb, ResourceId: resourceId, Integration: integration } = method;
  const path = paths.get(resourceId);
  const { Type: type, Uri: uri = '', TimeoutInMillis: timeoutMs } = integration;
  if (type !== 'AWS_PROXY') {
    skipped.push({ logicalId, reason: `the integration of ${verb} ${path} has the type ${type}` });
    return undefined;
  }
  const target = functionOfIntegration(uri, functions);
  const at = `Resources.${logicalId}.Properties`;
  if (!target) problems.add(`${at}.Integration.Uri`, `the local runner runs no function of ${uri}`);
  if (path === undefined)
    problems.add(`${at}.ResourceId`, `no resource with the id ${resourceId} leads to the root`);
  if (!target || path === undefined) return undefined;
  return {
    method: verb,
    path,
    functionLogicalId: target.logicalId,
    ...(method.AuthorizationType === 'AWS_IAM' && { authorization: 'aws-iam' }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}
