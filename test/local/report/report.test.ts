import { createColors } from 'picocolors';
import { formatJson } from '../../../tools/local/report/format-json';
import { formatPretty } from '../../../tools/local/report/format-pretty';
import { readFunctionOutput } from '../../../tools/local/report/function-output';
import { type ReportItem, reportItemOf } from '../../../tools/local/report/report-item';

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

  it.each(['Error: boom', '{"message":"SOMETHING"}', '{', 'null', '12'])('is text otherwise: %s', (text) => {
    expect(readFunctionOutput(text)).toEqual({ kind: 'text', text });
  });
});

const stage = (code: 'EVENT_ACCEPTED' | 'EVENT_APPLIED' | 'EVENT_FAILED', fields: object): ReportItem => ({
  kind: 'stage',
  code,
  fields,
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
});
