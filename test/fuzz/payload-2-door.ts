import fc from 'fast-check';
import { createIngestHandler } from '../../lambdas/ingest/create-ingest-handler';
import { fromPayloadFormat2 } from '../../lambdas/ingest/payload-format-2';
import { canary } from './canary';
import type { FuzzedDoor } from './fuzzed-door';
import type { FuzzRequest, Header } from './fuzz-request';
import { bodyIn } from './payload-1-door';

/** In lower case, and what was sent several times joined by commas. */
const headersBehind = (headers: readonly Header[]): readonly Header[] => {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name.toLowerCase());
    joined.set(name.toLowerCase(), before === undefined ? value : `${before},${value}`);
  }
  return [...joined];
};

/** With the route's parameter or without, behind a stage with a name or the one without: a function URL has neither. */
const ways = [
  { stage: '$default', hasParameter: true },
  { stage: 'prod', hasParameter: true },
  { stage: '$default', hasParameter: false },
  { stage: 'prod', hasParameter: false },
] as const;

/** What an HTTP API or a function URL makes of a request in payload format 2.0. */
const toEvent = (request: FuzzRequest): unknown => {
  const { source, method, headers, way } = request;
  const { stage, hasParameter } = ways[way % ways.length] ?? ways[0];
  const path = source === undefined ? '/' : `/webhook/${encodeURIComponent(source)}`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: stage === '$default' ? path : `/${stage}${path}`,
    rawQueryString: `${canary}=${canary}`,
    cookies: [canary],
    headers: Object.fromEntries(headersBehind(headers)),
    queryStringParameters: { [canary]: canary },
    ...(hasParameter && source !== undefined && { pathParameters: { source } }),
    requestContext: {
      stage,
      domainName: canary,
      http: { method, path: canary, sourceIp: canary, userAgent: canary },
    },
    ...bodyIn(request),
  };
};

const sound = {
  version: '2.0',
  rawPath: '/webhook/genesys',
  headers: {},
  requestContext: { http: { method: 'POST' } },
  body: canary,
};

const wrongFields = fc.constantFrom<Readonly<Record<string, unknown>>>(
  { version: undefined },
  { version: '1.0' },
  { version: 2 },
  { rawPath: undefined },
  { rawPath: [canary] },
  { requestContext: undefined },
  { requestContext: { http: canary } },
  { requestContext: { stage: 7, http: { method: 'POST' } } },
  { requestContext: { http: { method: { [canary]: canary } } } },
  { pathParameters: canary },
  { pathParameters: { source: { name: canary } } },
  { headers: { [canary]: [canary] } },
  { headers: canary },
  { body: { [canary]: canary } },
  { isBase64Encoded: canary },
);

/** What no gateway with the right integration sends: another kind of event, or none. */
const malformedEvents: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, 0, '', canary, [], [canary], {}, { Records: [{ body: canary }] }),
  fc.constantFrom<unknown>({ httpMethod: 'POST', pathParameters: { source: 'genesys' }, body: canary }),
  wrongFields.map((fields) => ({ ...sound, ...fields })),
);

/** Ingest behind an HTTP API or a function URL. */
export const payload2Door: FuzzedDoor = {
  createHandler: (config, deps) => createIngestHandler(config, deps, fromPayloadFormat2),
  headersBehind,
  toEvent,
  malformedEvents,
};
