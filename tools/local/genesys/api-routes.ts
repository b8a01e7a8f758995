import type { Answer } from '../stand-in/answer';
import type { Route } from '../stand-in/router';
import type { StandInRequest } from '../stand-in/stand-in-request';
import { apiError } from './api-error';
import type { GenesysParts } from './genesys-parts';
import { apiPath } from './records';
import { answerTokenRequest, demandToken } from './token';

/** What the platform itself offers: tokens, and its records. */
export const apiRoutes = (parts: GenesysParts): readonly Route[] => [
  {
    method: 'POST',
    path: '/oauth/token',
    target: 'token',
    handle: (request) => answerTokenRequest(request, parts.tokens, parts.client),
  },
  {
    method: 'GET',
    path: `${apiPath}{path+}`,
    target: 'records',
    handle: (request, rest) => answerRecordRequest(request, `${apiPath}${rest}`, parts),
  },
];

/** The token first, then the limit, then what it may read, then whether it is there. @throws {Refusal} */
const answerRecordRequest = (request: StandInRequest, path: string, parts: GenesysParts): Answer => {
  const { isAdmitted, resetSeconds, headers } = parts.limit.admit(demandToken(request, parts.tokens));
  const seconds = String(resetSeconds);
  const answer = isAdmitted ? recordAt(path, parts) : apiError('too.many.requests', seconds);
  return {
    ...answer,
    headers: { ...answer.headers, ...headers, ...(!isAdmitted && { 'Retry-After': seconds }) },
  };
};

const recordAt = (path: string, { permissions, records }: GenesysParts): Answer => {
  if (permissions.isDenied(path)) return apiError('missing.permissions');
  return records.has(path) ? { status: 200, body: records.get(path) } : apiError('not.found');
};
