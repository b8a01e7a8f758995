import type { ApiKind } from '../../../../lambdas/contract/api-kind';
import type { ThrottleLimits } from '../../model';
import type { LocatedResource, TemplateSource } from '../template-source';
import { httpApisIn, readHttpApi } from './http-api';
import { readRestApi } from './rest-api';

export interface Api {
  /** Undefined when the stack has no API. */
  readonly apiKind: ApiKind | undefined;
  /** API Gateway's id; undefined when the stack has no API. */
  readonly apiId: string | undefined;
  /** Undefined when the API is deployed to no stage. */
  readonly stageName: string | undefined;
  /** Of a REST API. */
  readonly binaryMediaTypes: readonly string[];
  /** Undefined when the stage does not throttle. */
  readonly throttling: ThrottleLimits | undefined;
}

type Read = (api: LocatedResource, source: TemplateSource) => Api;

const none: Api = {
  apiKind: undefined,
  apiId: undefined,
  stageName: undefined,
  binaryMediaTypes: [],
  throttling: undefined,
};

/** The one API of the stack, of whichever kind. */
export function readApi(source: TemplateSource): Api {
  const found: readonly (readonly [LocatedResource, Read])[] = [
    ...source.resources('AWS::ApiGateway::RestApi').map((api) => [api, readRestApi] as const),
    ...httpApisIn(source).map((api) => [api, readHttpApi] as const),
  ];
  const [first, ...others] = found;
  for (const [{ logicalId }] of others) {
    source.problems.add(`Resources.${logicalId}`, 'the local runner serves one API, this is another');
  }
  if (first === undefined) return none;
  const [api, read] = first;
  return read(api, source);
}
