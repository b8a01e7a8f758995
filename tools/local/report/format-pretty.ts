import type { Colors } from 'picocolors/types';
import type { LogCode, LogFields } from '../../../lambdas/contract/log-codes';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { AfterFailure } from '../lambda/asynchronous-invocations';
import type { ReportItem } from './report-item';

type Tone = 'good' | 'quiet' | 'bad';

/** `place` says where it happened if neither a module nor a source does. */
const stages: Readonly<Record<LogCode, readonly [word: string, tone: Tone, place?: string]>> = {
  EVENT_ACCEPTED: ['accepted', 'good'],
  EVENT_DUPLICATE: ['duplicate', 'quiet'],
  EVENT_IGNORED: ['ignored', 'quiet'],
  EVENT_QUARANTINED: ['quarantined', 'bad'],
  ID_REUSED: ['id reused', 'bad'],
  SIGNATURE_REJECTED: ['rejected', 'bad'],
  REQUEST_REFUSED: ['refused', 'bad'],
  INGEST_UNAVAILABLE: ['unavailable', 'bad'],
  EVENT_BUS_UNKNOWN: ['unknown bus', 'bad', 'event bus'],
  REDRIVE_FAILED: ['not redriven', 'bad', 'event bus'],
  SECRET_REFRESH_FAILED: ['no secret', 'bad'],
  ROTATION_STEP_DONE: ['rotation', 'quiet'],
  ROTATION_STEP_FAILED: ['no rotation', 'bad'],
  EVENT_APPLIED: ['applied', 'good'],
  EVENT_STALE: ['stale', 'quiet'],
  EVENT_PARKED: ['parked', 'quiet'],
  EVENT_GAP: ['gap', 'good'],
  EVENT_LATE: ['late', 'quiet'],
  EVENT_REPLAYED: ['replayed', 'quiet'],
  EVENT_FAILED: ['failed', 'bad'],
  EVENT_DEFERRED: ['deferred', 'quiet'],
  EVENT_DEAD_LETTERED: ['dead letter', 'bad'],
  VISIBILITY_NOT_SET: ['no delay', 'bad'],
  BREAKER_OPENED: ['open', 'bad', 'breaker'],
  BREAKER_PROBED: ['probed', 'quiet', 'breaker'],
  BREAKER_CLOSED: ['closed', 'good', 'breaker'],
  BREAKER_UNAVAILABLE: ['unavailable', 'bad', 'breaker'],
  MODULE_PAUSED: ['paused', 'bad'],
  MODULE_RESUMED: ['resumed', 'good'],
  MODULE_STAYS_PAUSED: ['kept paused', 'bad'],
  GUARD_STEP_FAILED: ['failed', 'bad', 'guard'],
  THROTTLE_LOWERED: ['lowered', 'bad', 'throttle'],
  THROTTLE_RAISED: ['raised', 'good', 'throttle'],
  THROTTLE_STAYS_LOWERED: ['still low', 'bad', 'throttle'],
  RELEASE_PROCESSED: ['release', 'quiet'],
  RELEASES_SENT: ['releases', 'quiet'],
  STATE_READ: ['state read', 'quiet'],
  STATE_UNAVAILABLE: ['unavailable', 'bad'],
};

const wordWidth = 11;
const placeWidth = 16;

/** What comes from a sender's event is cleaned of control characters: they would speak to the terminal. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\uFFFD');

type Detail = string | { readonly dim: string } | undefined;

interface Line {
  readonly tone: Tone;
  readonly word: string;
  /** The source, module or function it happened in. */
  readonly place: string;
  readonly details: readonly Detail[];
}

const marks: Readonly<Record<Tone, string>> = { good: '●', quiet: '○', bad: '▲' };

const painter = (tone: Tone, { green, dim, yellow }: Colors): ((text: string) => string) =>
  ({ good: green, quiet: dim, bad: yellow })[tone];

const render = ({ tone, word, place, details }: Line, colors: Colors): string => {
  const paint = painter(tone, colors);
  const texts = details.flatMap((detail) => {
    if (detail === undefined || detail === '') return [];
    return typeof detail === 'string' ? printable(detail) : colors.dim(printable(detail.dim));
  });
  const head = `${paint(marks[tone])} ${paint(word.padEnd(wordWidth))} ${printable(place).padEnd(placeWidth)}`;
  return `  ${head} ${texts.join('  ')}`.trimEnd();
};

const stageDetails = ({
  eventId,
  eventType,
  modules = [],
  status,
  receiveCount = 1,
  count,
  delaySeconds,
  ratePerSecond,
  dependency,
  alarms = [],
  ...why
}: LogFields): readonly Detail[] => [
  eventId,
  eventType === undefined ? undefined : { dim: eventType },
  modules.length > 0 ? { dim: `→ ${modules.join(', ')}` } : undefined,
  status === undefined ? undefined : String(status),
  count === undefined ? undefined : { dim: `count ${count}` },
  dependency === undefined ? undefined : { dim: dependency },
  ratePerSecond === undefined ? undefined : `${ratePerSecond}/s`,
  why.cause,
  why.reason,
  why.step,
  why.errorName,
  alarms.length > 0 ? alarms.join(', ') : undefined,
  delaySeconds === undefined ? undefined : { dim: `again in ${delaySeconds} s` },
  receiveCount > 1 ? { dim: `delivery ${receiveCount}` } : undefined,
];

const nextDetail = (next: AfterFailure | undefined): Detail => {
  switch (next?.kind) {
    case undefined:
      return undefined;
    case 'retried':
      return { dim: `again in ${next.afterSeconds} s` };
    case 'kept':
      return `kept in ${next.queue}`;
    case 'dropped':
      return ['given up', next.problem].filter(Boolean).join(': ');
    default:
      return assertNever(next);
  }
};

const lineOf = (item: ReportItem): Line => {
  switch (item.kind) {
    case 'stage': {
      const [word, tone, place = ''] = stages[item.code];
      const { module, source } = item.fields;
      return { word, tone, place: module ?? source ?? place, details: stageDetails(item.fields) };
    }
    case 'module-log': {
      const { code, isProblem, fields } = item;
      const { module = '' } = fields;
      const details = [...stageDetails(fields), code];
      return { tone: isProblem ? 'bad' : 'quiet', word: 'says', place: module, details };
    }
    case 'output':
      return { tone: 'quiet', word: 'output', place: item.function, details: [{ dim: item.text }] };
    case 'refused':
      return {
        tone: 'bad',
        word: 'refused',
        place: 'api',
        details: [item.request, String(item.statusCode), item.reason],
      };
    case 'returned': {
      const details = [`${item.messages} back to the queue`, item.reason];
      return { tone: 'bad', word: 'returned', place: item.function, details };
    }
    case 'schedule-failed':
      return { tone: 'bad', word: 'failed', place: item.function, details: [item.reason] };
    case 'invocation-failed': {
      const details = [item.reason, nextDetail(item.next)];
      return { tone: 'bad', word: 'failed', place: item.function, details };
    }
    case 'unmatched': {
      const details = [item.source, { dim: item.detailType }, `no rule of the bus ${item.bus} matches`];
      return { tone: 'quiet', word: 'unmatched', place: 'event bus', details };
    }
    case 'dead-letter':
      return {
        tone: 'bad',
        word: 'dead letter',
        place: item.module,
        details: [`${item.count} moved to the DLQ`],
      };
    case 'problem':
      return { tone: 'bad', word: 'problem', place: '', details: [item.text] };
    default:
      return assertNever(item);
  }
};

/** One aligned line for a person. */
export const formatPretty = (item: ReportItem, colors: Colors): string => render(lineOf(item), colors);
