import { traceRoot } from '../trace-root';
import type { HttpRequest } from './http-request';

/** Headers that belong to one connection; API Gateway does not pass them on. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const forwarded = ({ sourceIp, requestId }: HttpRequest): (readonly [string, string])[] => [
  ['X-Amzn-Trace-Id', traceRoot(requestId)],
  ['X-Forwarded-For', sourceIp],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Proto', 'https'],
];

interface PassedOn {
  readonly request: HttpRequest;
  /** Set when IAM has checked the request's signature, which then stays with API Gateway. */
  readonly caller?: string;
}

/** What API Gateway hands over of a request's headers, and those that it adds. */
export const headersPassedOn = ({ request, caller }: PassedOn): readonly (readonly [string, string])[] => [
  ...request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !hopByHop.has(lower) && (caller === undefined || lower !== 'authorization');
  }),
  ...forwarded(request),
];
