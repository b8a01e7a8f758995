import * as z from 'zod';
import type { ThrottleLimits } from '../../model';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { accountBurst, accountRate } from './account-throttle';
import type { Api } from './api';

const notRead = z.undefined({ error: 'the local runner does not read OpenAPI' }).optional();

const apiSchema = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  Body: notRead,
  BodyS3Location: notRead,
});

const stageSchema = z.object({
  MethodSettings: z
    .array(
      z.object({
        HttpMethod: z.string().optional(),
        ResourcePath: z.string().optional(),
        ThrottlingBurstLimit: numberValue.optional(),
        ThrottlingRateLimit: numberValue.optional(),
      }),
    )
    .default([]),
});
type MethodSetting = z.output<typeof stageSchema>['MethodSettings'][number];

/** A REST API and its stage. */
export function readRestApi(api: LocatedResource, source: TemplateSource): Api {
  const [stage] = source.resources('AWS::ApiGateway::Stage');
  return {
    apiKind: 'rest',
    apiId: source.ref(api.logicalId),
    stageName: stage && source.name(stage.logicalId),
    binaryMediaTypes: source.properties(api, apiSchema)?.BinaryMediaTypes ?? [],
    throttling: stage && readThrottling(stage, source),
  };
}

/** What the stage sets for all of its methods; a throttle of a single method is skipped. */
function readThrottling(stage: LocatedResource, source: TemplateSource): ThrottleLimits | undefined {
  const settings = source.properties(stage, stageSchema)?.MethodSettings ?? [];
  const throttles = settings.filter(
    ({ ThrottlingBurstLimit: burst, ThrottlingRateLimit: rate }) => burst !== undefined || rate !== undefined,
  );
  for (const { HttpMethod: method, ResourcePath: path } of throttles.filter((one) => !isForAll(one))) {
    const reason = `the local runner throttles all methods alike, not ${method} ${path} by itself`;
    source.skipped.push({ logicalId: stage.logicalId, reason });
  }
  const { ThrottlingBurstLimit: burst = accountBurst, ThrottlingRateLimit: ratePerSecond = accountRate } =
    throttles.find(isForAll) ?? {};
  return throttles.some(isForAll) ? { ratePerSecond, burst } : undefined;
}

const isForAll = ({ HttpMethod: method, ResourcePath: path }: MethodSetting): boolean =>
  method === '*' && path === '/*';
