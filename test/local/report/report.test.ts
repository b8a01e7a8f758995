import { createColors } from 'picocolors';
import type { LogCode } from '../../../lambdas/contract/log-codes';
import type { AfterFailure } from '../../../tools/local/lambda/asynchronous-invocations';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { formatJson } from '../../../tools/local/report/format-json';
import { formatPretty } from '../../../tools/local/report/format-pretty';
import { readFunctionOutput } from '../../../tools/local/report/function-output';
import { isIdle, type ReportItem, reportItemOf } from '../../../tools/local/report/report-item';

const plain = createColors(false);

const accepted = JSON.stringify({
  level: 'INFO',
  message: 'EVENT_ACCEPTED',
  timestamp: '2026-04-09T12:00:00.000Z',
  service: 'ingest',
  source: 'genesys',
  eventId: 'evt-1',
  modules: ['agent-presence'],
  unknown: 'left out',
});

describe('a line of a function', () => {
  it('is a stage when its message is a log code', () => {
    expect(readFunctionOutput(accepted)).toEqual({
      kind: 'stage',
      code: 'EVENT_ACCEPTED',
      fields: { source: 'genesys', eventId: 'evt-1', modules: ['agent-presence'] },
    });
  });

  it('is metrics when it has CloudWatch’s embedded format', () => {
    expect(readFunctionOutput('{"_aws":{"CloudWatchMetrics":[]},"EventAccepted":1}')).toEqual({
      kind: 'metrics',
    });
  });

  it('is a module’s own when it has a code that the module made up', () => {
    const line = {
      level: 'WARN',
      message: 'CRM_REFUSED',
      module: 'crm-sync',
      status: 429,
      extra: 'left out',
    };

    expect(readFunctionOutput(JSON.stringify(line))).toEqual({
      kind: 'module-log',
      isProblem: true,
      code: 'CRM_REFUSED',
      fields: { module: 'crm-sync', status: 429 },
    });
    expect(readFunctionOutput(JSON.stringify({ ...line, level: 'INFO' }))).toMatchObject({
      isProblem: false,
    });
    expect(readFunctionOutput(JSON.stringify({ ...line, message: 'Some words' }))).toMatchObject({
      kind: 'text',
    });
  });

  it.each(['Error: boom', '{"message":"SOMETHING"}', '{', 'null', '12'])('is text otherwise: %s', (text) => {
    expect(readFunctionOutput(text)).toEqual({ kind: 'text', text });
  });
});

const stage = (code: LogCode, fields: object): ReportItem => ({
  kind: 'stage',
  code,
  fields,
});

describe('an invocation that nobody waited for', () => {
  it('is told of when it failed', () => {
    const error = { errorType: 'E', errorMessage: 'm', trace: [] };
    const tell = (outcome: InvocationOutcome) =>
      reportItemOf({ kind: 'invocation', functionLogicalId: 'Governor', outcome }, (id) => `the ${id}`);

    expect(tell({ status: 'failed', requestId: 'r', error })).toEqual({
      kind: 'invocation-failed',
      function: 'the Governor',
      reason: 'E: m',
    });
    expect(tell({ status: 'succeeded', requestId: 'r', payload: null })).toBeUndefined();
  });
});

describe('what follows a failed invocation', () => {
  it.each<[AfterFailure, string]>([
    [{ kind: 'retried', afterSeconds: 60 }, 'again in 60 s'],
    [{ kind: 'kept', queue: 'failures' }, 'kept in failures'],
    [{ kind: 'dropped' }, 'given up'],
    [{ kind: 'dropped', problem: 'no queue' }, 'given up: no queue'],
  ])('is told with it: %j', (next, text) => {
    const error = { errorType: 'E', errorMessage: 'm', trace: [] };
    const outcome = { status: 'failed', requestId: 'r', error } as const;
    const item = reportItemOf(
      { kind: 'invocation', functionLogicalId: 'F', outcome, next },
      () => 'event bus',
    );

    expect(item && formatPretty(item, plain)).toBe(`  ▲ failed      event bus        E: m  ${text}`);
  });
});

describe('an event on a bus', () => {
  const event = {
    kind: 'bus-event',
    bus: 'aws.partner/one',
    eventId: 'e',
    source: 'own',
    detailType: 'd',
  } as const;

  it('is told of when no rule hands it on, and not when its function tells of it', () => {
    const unmatched = reportItemOf({ ...event, requestIds: [] }, () => '');

    expect(unmatched && formatPretty(unmatched, plain)).toBe(
      '  ○ unmatched   event bus        own  d  no rule of the bus aws.partner/one matches',
    );
    expect(reportItemOf({ ...event, requestIds: ['r'] }, () => '')).toBeUndefined();
  });
});

describe('a line about failures', () => {
  it('says why, of what, and when it goes on', () => {
    const line = (message: string, fields: object): string => {
      const output = readFunctionOutput(JSON.stringify({ level: 'WARN', message, ...fields }));
      return output.kind === 'stage' ? formatPretty(output, plain) : output.kind;
    };

    expect([
      line('EVENT_FAILED', {
        module: 'crm-sync',
        eventId: 'evt-1',
        cause: 'TRANSIENT',
        errorName: 'TypeError',
        delaySeconds: 31,
      }),
      line('EVENT_DEFERRED', {
        module: 'crm-sync',
        eventId: 'evt-1',
        cause: 'DEPENDENCY_UNAVAILABLE',
        dependency: 'crm',
        delaySeconds: 60,
      }),
      line('EVENT_DEAD_LETTERED', {
        module: 'crm-sync',
        eventId: 'evt-1',
        cause: 'SCHEMA',
        errorName: 'ZodError',
      }),
      line('BREAKER_OPENED', { dependency: 'crm', reason: 'FAILURE_RATE' }),
      line('MODULE_STAYS_PAUSED', { module: 'crm-sync', dependency: 'crm', count: 7 }),
      line('GUARD_STEP_FAILED', { step: 'resume', errorName: 'ResourceInUseException' }),
      line('THROTTLE_LOWERED', { ratePerSecond: 50, burst: 100, alarms: ['slow', 'errors'] }),
    ]).toEqual([
      '  ▲ failed      crm-sync         evt-1  TRANSIENT  TypeError  again in 31 s',
      '  ○ deferred    crm-sync         evt-1  crm  DEPENDENCY_UNAVAILABLE  again in 60 s',
      '  ▲ dead letter crm-sync         evt-1  SCHEMA  ZodError',
      '  ▲ open        breaker          crm  FAILURE_RATE',
      '  ▲ kept paused crm-sync         count 7  crm',
      '  ▲ failed      guard            resume  ResourceInUseException',
      '  ▲ lowered     throttle         50/s  slow, errors',
    ]);
  });
});

describe('a line for people', () => {
  it('is aligned with every other', () => {
    const lines = [
      stage('EVENT_ACCEPTED', { source: 'genesys', eventId: 'evt-1', modules: ['agent-presence'] }),
      stage('EVENT_APPLIED', {
        module: 'agent-presence',
        source: 'genesys',
        eventId: 'evt-1',
        eventType: 'agent.login',
      }),
      stage('EVENT_FAILED', {
        module: 'agent-presence',
        eventId: 'evt-1',
        errorName: 'TypeError',
        receiveCount: 2,
      }),
      { kind: 'dead-letter', module: 'agent-presence', count: 1 } as const,
      stage('RELEASES_SENT', { module: 'call-lifecycle', count: 3 }),
      { kind: 'schedule-failed', function: 'release', reason: 'E: m' } as const,
      {
        kind: 'module-log',
        isProblem: false,
        code: 'CRM_ACTIVITY_WRITTEN',
        fields: { module: 'crm-sync', status: 201 },
      } as const,
      {
        kind: 'returned',
        function: 'agent-presence',
        messages: 2,
        reason: 'process ended with SIGKILL',
      } as const,
    ].map((item) => formatPretty(item, plain));

    expect(lines).toEqual([
      '  ● accepted    genesys          evt-1  → agent-presence',
      '  ● applied     agent-presence   evt-1  agent.login',
      '  ▲ failed      agent-presence   evt-1  TypeError  delivery 2',
      '  ▲ dead letter agent-presence   1 moved to the DLQ',
      '  ○ releases    call-lifecycle   count 3',
      '  ▲ failed      release          E: m',
      '  ○ says        crm-sync         201  CRM_ACTIVITY_WRITTEN',
      '  ▲ returned    agent-presence   2 back to the queue  process ended with SIGKILL',
    ]);
  });

  it('lets nothing from an event speak to the terminal', () => {
    const line = formatPretty(stage('EVENT_ACCEPTED', { source: 'a', eventId: '\u001B[2Jx\r\ny' }), plain);

    expect(line).toBe('  ● accepted    a                \uFFFD[2Jx\uFFFD\uFFFDy');
  });
});

describe('a line for programs', () => {
  it('is one JSON object that says what it is', () => {
    expect(formatJson(stage('EVENT_APPLIED', { module: 'm', eventId: 'a\nb' }))).toBe(
      '{"event":"stage","code":"EVENT_APPLIED","module":"m","eventId":"a\\nb"}',
    );
    expect(formatJson({ kind: 'dead-letter', module: 'm', count: 1 })).toBe(
      '{"event":"dead-letter","module":"m","count":1}',
    );
  });
});

describe('what there is to say', () => {
  const functionOf = (mapping: string): string => `function of ${mapping}`;
  const batch = { kind: 'batch', mappingLogicalId: 'M', messageIds: ['1', '2'] } as const;

  it('is nothing when a request or a batch went well', () => {
    expect(reportItemOf({ ...batch, failedMessageIds: [] }, functionOf)).toBeUndefined();
    expect(
      reportItemOf({ kind: 'request', method: 'POST', path: '/', statusCode: 401 }, functionOf),
    ).toBeUndefined();
  });

  it('is nothing when a schedule ran well, and why when it did not', () => {
    const run = { kind: 'schedule', scheduleLogicalId: 'EachMinute' } as const;
    const succeeded = { status: 'succeeded', requestId: 'r', payload: null } as const;
    const timedOut = { status: 'timed-out', requestId: 'r', phase: 'invoke', afterSeconds: 50 } as const;

    expect(reportItemOf({ ...run, outcome: succeeded }, functionOf)).toBeUndefined();
    expect(reportItemOf({ ...run, outcome: timedOut }, functionOf)).toEqual({
      kind: 'schedule-failed',
      function: 'function of EachMinute',
      reason: 'timed out after 50 s (invoke)',
    });
  });

  it('is spared to people where nothing was due', () => {
    expect(isIdle(stage('RELEASES_SENT', { module: 'm', count: 0 }))).toBe(true);
    expect(isIdle(stage('RELEASES_SENT', { module: 'm', count: 1 }))).toBe(false);
    expect(isIdle(stage('RELEASES_SENT', { module: 'm', count: 0, reason: 'TIME_UP' }))).toBe(false);
    expect(isIdle(stage('EVENT_APPLIED', { module: 'm', count: 0 }))).toBe(false);
  });

  it('is what went back to a queue, and why', () => {
    expect(reportItemOf({ ...batch, failedMessageIds: ['2'], failure: 'E: m' }, functionOf)).toEqual({
      kind: 'returned',
      function: 'function of M',
      messages: 1,
      reason: 'E: m',
    });
  });

  it('is what API Gateway refused by itself', () => {
    const event = {
      kind: 'request',
      method: 'POST',
      path: '/x',
      statusCode: 503,
      gatewayError: 'INTEGRATION_FAILURE',
      outcome: { status: 'timed-out', requestId: 'r', phase: 'invoke', afterSeconds: 10 },
    } as const;

    expect(reportItemOf(event, functionOf)).toEqual({
      kind: 'refused',
      request: 'POST /x',
      statusCode: 503,
      reason: 'timed out after 10 s (invoke)',
    });
  });

  it('is why a signature was refused', () => {
    const event = {
      kind: 'request',
      method: 'GET',
      path: '/state/m/e',
      statusCode: 403,
      gatewayError: 'INVALID_SIGNATURE',
    } as const;

    expect(reportItemOf(event, functionOf)).toMatchObject({ reason: 'INVALID_SIGNATURE' });
    expect(reportItemOf({ ...event, gatewayMessage: 'Signature expired' }, functionOf)).toMatchObject({
      reason: 'INVALID_SIGNATURE: Signature expired',
    });
  });
});
