import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { commonLogTime } from './common-log-time';
import { headersPassedOn } from './headers-passed-on';
import type { HttpRequest } from './http-request';
import type { MatchedRoute } from './match-route';

export interface HttpApiEventOptions {
  readonly request: HttpRequest;
  readonly body: Buffer;
  /** Its parameters are decoded. */
  readonly matched: MatchedRoute;
  /** The request's path, decoded. */
  readonly path: string;
  /** Access key that the request is signed with; absent where no signature is asked for. */
  readonly caller?: string;
  readonly stage: string;
  readonly accountId: string;
}

/** Values of one name joined by commas, as this format has them, in the order they came. */
const joined = (pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> => {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
};

type LowerHeaders = readonly (readonly [name: string, value: string])[];

const lowerHeaders = (options: HttpApiEventOptions): LowerHeaders =>
  headersPassedOn(options).map(([name, value]) => [name.toLowerCase(), value] as const);

const cookiesIn = (headers: LowerHeaders): string[] =>
  headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((cookie) => cookie.trim());

/** Types whose bodies come as text; any other body, one without a type too, comes as base64. */
const textTypes = /^(?:text\/.+|application\/(?:json|xml|javascript))$/;

const isText = (contentType = ''): boolean => {
  const [mediaType = ''] = contentType.toLowerCase().split(';');
  return textTypes.test(mediaType.trim());
};

type Context = APIGatewayProxyEventV2['requestContext'];

/** Who signed the request; the local key belongs to a user of its own name. */
const authorizerOf = ({ caller, accountId }: HttpApiEventOptions): object => {
  if (caller === undefined) return {};
  const userArn = `arn:aws:iam::${accountId}:user/${caller}`;
  const iam = { accessKey: caller, accountId, callerId: caller, userArn, userId: caller };
  return { authorizer: { iam: { ...iam, cognitoIdentity: null, principalOrgId: null } } };
};

const contextOf = (options: HttpApiEventOptions, headers: Readonly<Record<string, string>>): Context => {
  const { request, matched, stage, accountId, path } = options;
  return {
    accountId,
    apiId: 'local',
    ...authorizerOf(options),
    domainName: headers['host'] ?? 'localhost',
    domainPrefix: 'local',
    http: {
      method: request.method,
      path: `/${stage}${path}`,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: request.requestId,
    routeKey: routeKeyOf(matched),
    stage,
    time: commonLogTime(request.receivedMs),
    timeEpoch: request.receivedMs,
  };
};

const routeKeyOf = ({ route: { method, path } }: MatchedRoute): string => `${method} ${path}`;

/**
 * What an HTTP API hands to a function in payload format 2.0. Names of headers are in lower case, the stage stands
 * before the path, and the path is decoded. Which bodies come as text API Gateway's documentation does not say; this is
 * what others have seen.
 */
export const httpApiEvent = (options: HttpApiEventOptions): APIGatewayProxyEventV2 => {
  const { request, body, matched, stage, path } = options;
  const all = lowerHeaders(options);
  const headers = joined(all.filter(([name]) => name !== 'cookie'));
  const cookies = cookiesIn(all);
  const query = joined(new URLSearchParams(request.query));
  const asText = body.length === 0 || isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey: routeKeyOf(matched),
    rawPath: `/${stage}${path}`,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(request.query !== '' && { queryStringParameters: query }),
    requestContext: contextOf(options, headers),
    ...(body.length > 0 && { body: body.toString(asText ? 'utf8' : 'base64') }),
    ...(Object.keys(matched.parameters).length > 0 && { pathParameters: { ...matched.parameters } }),
    isBase64Encoded: !asText,
  };
};
