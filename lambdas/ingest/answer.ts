import { assertNever } from '../core/assert-never';
import type { Refusal } from './admit-request';
import type { HttpResponse } from './http';
import type { IngestOutcome } from './ingest-outcome';

const json = (
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The answer to an authentic delivery: exactly 200 for all that we took responsibility for. */
export const answerOutcome = (outcome: IngestOutcome): HttpResponse => {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
    case 'ignored':
      return json(200, { status: outcome.kind, id: outcome.event.id });
    case 'quarantined':
      return json(200, { status: 'quarantined', reason: outcome.reason, problems: outcome.problems });
    default:
      return assertNever(outcome);
  }
};

export const answerRefusal = ({ status, code, message }: Refusal): HttpResponse =>
  json(status, { error: code, message }, status === 405 ? { allow: 'POST' } : {});

/** One and the same answer whether the signature is missing, malformed or wrong. */
export const answerUnauthorized = (): HttpResponse =>
  json(401, { error: 'UNAUTHORIZED', message: 'The signature does not match the body.' });

/** The event is not stored and nothing says otherwise: the sender must retry. */
export const answerUnavailable = (): HttpResponse =>
  json(
    503,
    { error: 'UNAVAILABLE', message: 'The event was not stored. Send it again.' },
    { 'retry-after': '5' },
  );
