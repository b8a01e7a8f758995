import fc from 'fast-check';
import { createIngestHandler } from '../../lambdas/ingest/create-ingest-handler';
import { canary } from './canary';
import type { FuzzedDoor } from './fuzzed-door';
import type { FuzzRequest, Header } from './fuzz-request';

/** Every name with its values, and the last value of each. */
const headerForms = (headers: readonly Header[]) => {
  const lists = new Map<string, string[]>();
  for (const [name, value] of headers) lists.set(name, [...(lists.get(name) ?? []), value]);
  return {
    headers: Object.fromEntries(headers),
    multiValueHeaders: Object.fromEntries(lists),
  };
};

/** A body as API Gateway and function URLs hand it over. */
export const bodyIn = ({ body: { bytes }, asBase64 }: FuzzRequest) => {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return isText && !asBase64
    ? { body: text, isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true };
};

/** What API Gateway makes of a request in payload format 1.0. */
const toEvent = (request: FuzzRequest): unknown => ({
  resource: '/webhook/{source}',
  path: `/webhook/${request.source}/${canary}`,
  httpMethod: request.method,
  ...headerForms(request.headers),
  queryStringParameters: { [canary]: canary },
  multiValueQueryStringParameters: { [canary]: [canary] },
  pathParameters: request.source === undefined ? null : { source: request.source },
  stageVariables: { secret: canary },
  requestContext: { identity: { sourceIp: canary, userAgent: canary }, path: canary, requestId: canary },
  ...bodyIn(request),
});

const wrongFields = fc.constantFrom<Readonly<Record<string, unknown>>>(
  { httpMethod: undefined },
  { httpMethod: 7 },
  { pathParameters: { source: { name: canary } } },
  { pathParameters: canary },
  { multiValueHeaders: { [canary]: canary } },
  { multiValueHeaders: [canary] },
  { headers: { [canary]: { [canary]: canary } } },
  { headers: canary },
  { body: { [canary]: canary } },
  { body: 7 },
  { isBase64Encoded: 'true' },
  { isBase64Encoded: canary },
);

const sound = { httpMethod: 'POST', pathParameters: { source: 'genesys' }, headers: {}, body: canary };

/** What no gateway with the right integration sends: another kind of event, or none. */
const malformedEvents: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, '', canary, [], [canary], {}, { Records: [{ body: canary }] }),
  fc.constantFrom<unknown>({ version: '2.0', rawPath: canary, requestContext: { http: { method: 'POST' } } }),
  wrongFields.map((fields) => ({ ...sound, ...fields })),
);

/** Ingest behind API Gateway's REST API. */
export const payload1Door: FuzzedDoor = {
  createHandler: createIngestHandler,
  headersBehind: (headers) => headers,
  toEvent,
  malformedEvents,
};
