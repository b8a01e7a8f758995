import * as z from 'zod';
import type { TemplateSource } from '../template-source';

const notRead = z.undefined({ error: 'the local runner does not read OpenAPI' }).optional();

const apiSchema = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  Body: notRead,
  BodyS3Location: notRead,
});

export interface RestApi {
  /** API Gateway's id; undefined when the stack has no REST API. */
  readonly apiId: string | undefined;
  /** Undefined when the API is deployed to no stage. */
  readonly stageName: string | undefined;
  readonly binaryMediaTypes: readonly string[];
}

/** The one REST API of the stack. */
export function readRestApi(source: TemplateSource): RestApi {
  const [api, ...others] = source.resources('AWS::ApiGateway::RestApi');
  for (const { logicalId } of others) {
    source.problems.add(`Resources.${logicalId}`, 'the local runner serves one REST API, this is another');
  }
  if (!api) return { apiId: undefined, stageName: undefined, binaryMediaTypes: [] };
  const [stage] = source.resources('AWS::ApiGateway::Stage');
  return {
    apiId: source.ref(api.logicalId),
    stageName: stage && source.name(stage.logicalId),
    binaryMediaTypes: source.properties(api, apiSchema)?.BinaryMediaTypes ?? [],
  };
}
