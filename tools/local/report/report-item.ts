import type { LogCode, LogFields } from '../../../lambdas/contract/log-codes';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { AfterFailure } from '../lambda/asynchronous-invocations';
import { describeFailure } from '../lambda/invocation';
import type { LocalEvent } from '../local-switchboard';
import type { ModuleLine } from './function-output';
import type { DeadLetterEvent } from '../polling/dead-letter-watch';

/** Something worth a line in the report. */
export type ReportItem =
  | { readonly kind: 'stage'; readonly code: LogCode; readonly fields: LogFields }
  | ModuleLine
  | { readonly kind: 'output'; readonly function: string; readonly text: string }
  /** API Gateway answered by itself. */
  | {
      readonly kind: 'refused';
      readonly request: string;
      readonly statusCode: number;
      readonly reason: string;
    }
  /** Messages went back to their queue. */
  | {
      readonly kind: 'returned';
      readonly function: string;
      readonly messages: number;
      readonly reason?: string;
    }
  /** A function that runs by a schedule did not succeed. */
  | { readonly kind: 'schedule-failed'; readonly function: string; readonly reason: string }
  /** A function that nobody waited for did not succeed. */
  | {
      readonly kind: 'invocation-failed';
      readonly function: string;
      readonly reason: string;
      /** What follows. */
      readonly next?: AfterFailure;
    }
  /** An event on a bus that no rule hands on. */
  | {
      readonly kind: 'unmatched';
      readonly bus: string;
      readonly source: string;
      readonly detailType: string;
    }
  | DeadLetterEvent
  | { readonly kind: 'problem'; readonly text: string };

/** Whether it tells of nothing: a look for parked events that found none due. */
export const isIdle = (item: ReportItem): boolean =>
  item.kind === 'stage' &&
  item.code === 'RELEASES_SENT' &&
  item.fields.count === 0 &&
  item.fields.reason === undefined;

/**
 * What there is to say about an event. Nothing when all went well: the functions' own lines tell of that.
 *
 * @param functionOf names the function behind a mapping or a schedule, and one by its own logical id
 */
export const reportItemOf = (
  event: LocalEvent | DeadLetterEvent,
  functionOf: (triggerLogicalId: string) => string,
): ReportItem | undefined => {
  switch (event.kind) {
    case 'request': {
      const { method, path, statusCode, gatewayError, gatewayMessage, outcome } = event;
      if (gatewayError === undefined) return undefined;
      const reason =
        (outcome && describeFailure(outcome)) || [gatewayError, gatewayMessage].filter(Boolean).join(': ');
      return { kind: 'refused', request: `${method} ${path}`, statusCode, reason };
    }
    case 'batch': {
      const { mappingLogicalId, failedMessageIds, failure } = event;
      if (failedMessageIds.length === 0) return undefined;
      return {
        kind: 'returned',
        function: functionOf(mappingLogicalId),
        messages: failedMessageIds.length,
        ...(failure !== undefined && { reason: failure }),
      };
    }
    case 'polling-problem':
      return { kind: 'problem', text: `${functionOf(event.mappingLogicalId)}: ${event.problem}` };
    case 'schedule': {
      const { scheduleLogicalId, outcome } = event;
      if (outcome.status === 'succeeded') return undefined;
      const reason = describeFailure(outcome);
      return { kind: 'schedule-failed', function: functionOf(scheduleLogicalId), reason };
    }
    case 'invocation': {
      const { functionLogicalId, outcome, next } = event;
      if (outcome.status === 'succeeded') return undefined;
      const reason = describeFailure(outcome);
      return {
        kind: 'invocation-failed',
        function: functionOf(functionLogicalId),
        reason,
        ...(next && { next }),
      };
    }
    case 'bus-event': {
      const { bus, source, detailType, requestIds } = event;
      return requestIds.length > 0 ? undefined : { kind: 'unmatched', bus, source, detailType };
    }
    case 'dead-letter':
      return event;
    default:
      return assertNever(event);
  }
};
