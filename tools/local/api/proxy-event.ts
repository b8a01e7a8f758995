import type { APIGatewayEventRequestContext, APIGatewayProxyEvent } from 'aws-lambda';
import { commonLogTime } from './common-log-time';
import { headersPassedOn } from './headers-passed-on';
import type { HttpRequest } from './http-request';
import type { MatchedRoute } from './match-route';

export interface ProxyEventOptions {
  readonly request: HttpRequest;
  readonly body: Buffer;
  readonly matched: MatchedRoute;
  /** Access key that the request is signed with; absent where no signature is asked for. */
  readonly caller?: string;
  readonly stage: string;
  readonly accountId: string;
  /** Media types whose bodies are handed over as base64. */
  readonly binaryMediaTypes: readonly string[];
}

type Multi = Record<string, string[]>;

/** All values by name. Names that differ only in case are one header, in the case that came first. */
const multiHeaders = (headers: HttpRequest['headers']): Multi => {
  const byLowerName = new Map<string, [name: string, values: string[]]>();
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const [first, values] = byLowerName.get(lower) ?? [name, []];
    byLowerName.set(lower, [first, [...values, value]]);
  }
  return Object.fromEntries(byLowerName.values());
};

const multiQuery = (query: string): Multi | null => {
  const parameters = new URLSearchParams(query);
  if (parameters.size === 0) return null;
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
};

const lastValues = (multi: Multi): Record<string, string> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));

const first = (multi: Multi, name: string): string | undefined =>
  Object.entries(multi).find(([key]) => key.toLowerCase() === name)?.[1][0];

/** Whether API Gateway takes a body of this type for binary. A body without a type counts as JSON. */
export const isBinary = (contentType: string | undefined, binaryMediaTypes: readonly string[]): boolean => {
  const [mediaType = ''] = (contentType ?? 'application/json').toLowerCase().split(';');
  const [type] = mediaType.trim().split('/');
  const accepted = ['*/*', `${type}/*`, mediaType.trim()];
  return binaryMediaTypes.some((binary) => accepted.includes(binary.toLowerCase()));
};

type Identity = APIGatewayEventRequestContext['identity'];

/** Who signed the request; the local key belongs to a user of its own name. */
const callerOf = ({
  caller,
  accountId,
}: ProxyEventOptions): Pick<Identity, 'accessKey' | 'accountId' | 'caller' | 'user' | 'userArn'> =>
  caller === undefined
    ? { accessKey: null, accountId: null, caller: null, user: null, userArn: null }
    : {
        accessKey: caller,
        accountId,
        caller,
        user: caller,
        userArn: `arn:aws:iam::${accountId}:user/${caller}`,
      };

const identity = (options: ProxyEventOptions, userAgent: string | undefined): Identity => ({
  ...callerOf(options),
  apiKey: null,
  apiKeyId: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: options.request.sourceIp,
  userAgent: userAgent ?? null,
});

const requestContext = (options: ProxyEventOptions, headers: Multi): APIGatewayEventRequestContext => {
  const { request, matched, stage, accountId } = options;
  return {
    accountId,
    apiId: 'local',
    authorizer: null,
    domainName: first(headers, 'host') ?? 'localhost',
    domainPrefix: 'local',
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: identity(options, first(headers, 'user-agent')),
    path: `/${stage}${request.path}`,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedMs),
    requestTimeEpoch: request.receivedMs,
    resourceId: 'local',
    resourcePath: matched.route.path,
    stage,
  };
};

/** What API Gateway's REST APIs hand to a function (Lambda proxy integration, payload format 1.0). */
export const proxyEvent = (options: ProxyEventOptions): APIGatewayProxyEvent => {
  const { request, body, matched } = options;
  const headers = multiHeaders(headersPassedOn(options));
  const query = multiQuery(request.query);
  const binary = body.length > 0 && isBinary(first(headers, 'content-type'), options.binaryMediaTypes);
  const hasParameters = Object.keys(matched.parameters).length > 0;
  return {
    resource: matched.route.path,
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: query && lastValues(query),
    multiValueQueryStringParameters: query,
    pathParameters: hasParameters ? { ...matched.parameters } : null,
    stageVariables: null,
    requestContext: requestContext(options, headers),
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary,
  };
};
