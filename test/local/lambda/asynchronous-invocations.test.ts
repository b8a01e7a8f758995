import { ManualClock } from '../../../tools/local/clock';
import {
  AsynchronousInvocations,
  type InvocationEvent,
  type InvokeSettings,
} from '../../../tools/local/lambda/asynchronous-invocations';
import type { FailureRecord } from '../../../tools/local/lambda/failure-record';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { Watch } from '../polling/watch';

const startMs = Date.parse('2026-04-09T12:00:00Z');
const settings: InvokeSettings = { maxRetries: 2, maxAgeSeconds: 21_600, onFailureQueue: 'failures' };

const failed = (requestId: string): InvocationOutcome => ({
  status: 'failed',
  requestId,
  error: { errorType: 'RangeError', errorMessage: 'too far', trace: [] },
});

const succeeded = (requestId: string): InvocationOutcome => ({
  status: 'succeeded',
  requestId,
  payload: null,
});

const probe = (given: InvokeSettings = settings) => {
  const clock = new ManualClock(startMs);
  const watch = new Watch();
  const attempts: { readonly event: unknown; readonly requestId: string; readonly atSeconds: number }[] = [];
  const kept: { readonly record: FailureRecord; readonly queue: string }[] = [];
  const events: InvocationEvent[] = [];
  const script = { answer: failed, keep: (): Promise<void> => Promise.resolve() };
  const invocations = new AsynchronousInvocations({
    definition: { logicalId: 'Ingest', arn: 'arn:aws:lambda:us-east-1:000000000000:function:ingest' },
    settings: given,
    clock,
    invoke: (event, requestId) => {
      attempts.push({ event, requestId, atSeconds: (clock.now() - startMs) / 1000 });
      return Promise.resolve(script.answer(requestId));
    },
    keep: (record, queue) => {
      kept.push({ record, queue });
      return script.keep();
    },
    onEvent: (event) => {
      events.push(event);
      watch.changed();
    },
  });
  const told = (count: number): Promise<void> => watch.until(() => events.length === count);
  /** Lets time pass after the attempt before has ended. */
  const after = async (toldBefore: number, seconds: number): Promise<void> => {
    await told(toldBefore);
    clock.advance(seconds * 1000);
  };
  return { invocations, clock, attempts, kept, events, script, told, after };
};

describe('an invocation that nobody waits for', () => {
  it('runs at once, and is over when it succeeds', async () => {
    const { invocations, attempts, events, script, told, clock } = probe();
    script.answer = succeeded;

    const requestId = invocations.accept({ id: 1 });
    await told(1);
    clock.advance(24 * 3600 * 1000);

    expect(attempts).toEqual([{ event: { id: 1 }, requestId, atSeconds: 0 }]);
    expect(events).toEqual([
      { kind: 'invocation', functionLogicalId: 'Ingest', outcome: succeeded(requestId) },
    ]);
  });

  it('is tried again after a minute, and after two more, with the same id', async () => {
    const { invocations, attempts, events, told, after } = probe();

    const requestId = invocations.accept('event');
    await after(1, 59);
    const tooEarly = attempts.length;
    await after(1, 1);
    await after(2, 120);
    await told(3);

    expect(tooEarly).toBe(1);
    expect(attempts).toEqual([0, 60, 180].map((atSeconds) => ({ event: 'event', requestId, atSeconds })));
    expect(events.map(({ next }) => next)).toEqual([
      { kind: 'retried', afterSeconds: 60 },
      { kind: 'retried', afterSeconds: 120 },
      { kind: 'kept', queue: 'failures' },
    ]);
  });

  it('that fails for the last time is kept, with what Lambda says of it', async () => {
    const { invocations, kept, told, after } = probe();

    const requestId = invocations.accept({ detail: { a: [1] } });
    await after(1, 60);
    await after(2, 120);
    await told(3);

    expect(kept).toEqual([
      {
        queue: 'failures',
        record: {
          version: '1.0',
          timestamp: '2026-04-09T12:03:00.000Z',
          requestContext: {
            requestId,
            functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:ingest:$LATEST',
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          },
          requestPayload: { detail: { a: [1] } },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorType: 'RangeError', errorMessage: 'too far', trace: [] },
        },
      },
    ]);
  });

  it('is over when a later attempt succeeds', async () => {
    const { invocations, events, kept, script, told, after } = probe();

    const requestId = invocations.accept({});
    await told(1);
    script.answer = succeeded;
    await after(1, 60);
    await told(2);

    expect(events.at(-1)).toEqual({
      kind: 'invocation',
      functionLogicalId: 'Ingest',
      outcome: succeeded(requestId),
    });
    expect(kept).toEqual([]);
  });

  it('is not tried again once it is too old, and says so', async () => {
    const { invocations, attempts, kept, told, after } = probe({ ...settings, maxAgeSeconds: 60 });

    invocations.accept({});
    await after(1, 60);
    await after(2, 120);
    await told(3);

    expect(attempts.map(({ atSeconds }) => atSeconds)).toEqual([0, 60]);
    expect(kept).toMatchObject([
      { record: { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 } } },
    ]);
  });

  it.each([
    [0, [0]],
    [1, [0, 60]],
  ])('is tried again %d times where the function is configured so', async (maxRetries, seconds) => {
    const { invocations, attempts, told, after } = probe({ ...settings, maxRetries });

    invocations.accept({});
    for (let count = 1; count <= maxRetries; count += 1) await after(count, 60 * count);
    await told(maxRetries + 1);

    expect(attempts.map(({ atSeconds }) => atSeconds)).toEqual(seconds);
  });

  it('is dropped where there is nowhere to keep it, and that is told', async () => {
    const { onFailureQueue: _, ...nowhere } = settings;
    const { invocations, events, kept, told } = probe({ ...nowhere, maxRetries: 0 });

    invocations.accept({});
    await told(1);

    expect([kept, events[0]?.next]).toEqual([[], { kind: 'dropped' }]);
  });

  it('is dropped where it cannot be kept, and that is told', async () => {
    const { invocations, events, script, told } = probe({ ...settings, maxRetries: 0 });
    script.keep = () => Promise.reject(new Error('no such queue'));

    invocations.accept({});
    await told(1);

    expect(events[0]?.next).toEqual({ kind: 'dropped', problem: 'Error: no such queue' });
  });

  it('is forgotten when the runner ends', async () => {
    const { invocations, attempts, events, clock, told } = probe();

    invocations.accept({});
    await told(1);
    invocations.close();
    clock.advance(3600 * 1000);

    expect([attempts.length, events.length]).toEqual([1, 1]);
  });
});
