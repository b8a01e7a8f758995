import * as z from 'zod';
import type { GatewayResponseDefinition } from '../../model';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';

const headerPrefix = 'gatewayresponse.header.';
const defaultTemplate = '{"message":$context.error.messageString}';

const schema = z.object({
  ResponseType: z.string(),
  StatusCode: numberValue.optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** Answers of API Gateway's own, by response type. */
export function readGatewayResponses(source: TemplateSource): ReadonlyMap<string, GatewayResponseDefinition> {
  const entries = source
    .resources('AWS::ApiGateway::GatewayResponse')
    .map((response) => readGatewayResponse(response, source))
    .filter((entry) => entry !== undefined);
  return new Map(entries);
}

function readGatewayResponse(
  response: LocatedResource,
  source: TemplateSource,
): readonly [string, GatewayResponseDefinition] | undefined {
  const properties = source.properties(response, schema);
  if (!properties) return undefined;
  const { ResponseType: type, StatusCode: statusCode } = properties;
  const template = properties.ResponseTemplates['application/json'] ?? defaultTemplate;
  const headers = headersOf(properties.ResponseParameters);
  return [type, { ...(statusCode !== undefined && { statusCode }), headers, template }];
}

/** Fixed values stand in single quotes; others are taken from a request, which is not done here. */
function headersOf(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const headers = Object.entries(parameters)
    .filter(([name, value]) => name.startsWith(headerPrefix) && /^'.*'$/.test(value))
    .map(([name, value]) => [name.slice(headerPrefix.length), value.slice(1, -1)] as const);
  return Object.fromEntries(headers);
}
