import { ManualClock } from '../../../tools/local/clock';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import type { ScheduleDefinition } from '../../../tools/local/model';
import { Schedule, type ScheduleEvent } from '../../../tools/local/scheduling/schedule';

const startMs = Date.parse('2026-04-09T12:34:56.789Z');
const minuteMs = 60_000;

const definition: ScheduleDefinition = {
  logicalId: 'EveryMinute',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/EveryMinute',
  everySeconds: 60,
  functionLogicalId: 'Release',
  input: { module: 'call-lifecycle' },
  enabled: true,
};
const { input: _, ...withoutInput } = definition;

const succeeded: InvocationOutcome = { status: 'succeeded', requestId: 'r', payload: null };
const failed: InvocationOutcome = {
  status: 'failed',
  requestId: 'r',
  error: { errorType: 'E', errorMessage: 'm', trace: [] },
};

/** A schedule whose function ends when the test says so. */
const scheduleOf = (definition: ScheduleDefinition) => {
  const clock = new ManualClock(startMs);
  const events: ScheduleEvent[] = [];
  const inputs: unknown[] = [];
  const ends: ((outcome: InvocationOutcome) => void)[] = [];
  const invoke = (event: unknown): Promise<InvocationOutcome> => {
    inputs.push(event);
    return new Promise((resolve) => ends.push(resolve));
  };
  const onEvent = (event: ScheduleEvent): void => void events.push(event);
  const schedule = new Schedule({
    definition,
    region: 'us-east-1',
    accountId: '000000000000',
    clock,
    invoke,
    onEvent,
  });
  /** Lets everything that is ready to run do so. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const advance = (ms: number): Promise<void> => {
    clock.advance(ms);
    return settle();
  };
  const end = (outcome: InvocationOutcome): Promise<void> => {
    ends.shift()?.(outcome);
    return settle();
  };
  return { schedule, events, inputs, advance, end };
};

describe('a schedule', () => {
  it('runs its function with its input, the first time one period after start', async () => {
    const { schedule, inputs, advance, end } = scheduleOf(definition);
    schedule.start();
    schedule.start();

    await advance(minuteMs - 1);
    expect(inputs).toEqual([]);
    await advance(1);
    expect(inputs).toEqual([{ module: 'call-lifecycle' }]);
    await end(succeeded);
    await advance(minuteMs);

    expect(inputs).toHaveLength(2);
  });

  it('never runs twice at once, and leaves out the periods that end meanwhile', async () => {
    const { schedule, inputs, advance, end } = scheduleOf(definition);
    schedule.start();
    await advance(minuteMs);

    await advance(3 * minuteMs);
    expect(inputs).toHaveLength(1);
    await end(succeeded);
    expect(inputs).toHaveLength(1);
    await advance(minuteMs);

    expect(inputs).toHaveLength(2);
  });

  it('tells of every run, and goes on after one that failed', async () => {
    const { schedule, events, inputs, advance, end } = scheduleOf(definition);
    schedule.start();

    await advance(minuteMs);
    await end(failed);
    await advance(minuteMs);
    await end(succeeded);

    expect(inputs).toHaveLength(2);
    expect(events).toEqual([
      { kind: 'schedule', scheduleLogicalId: 'EveryMinute', outcome: failed },
      { kind: 'schedule', scheduleLogicalId: 'EveryMinute', outcome: succeeded },
    ]);
  });

  it('can be fired by hand, also before it has started, and one run waits for the other', async () => {
    const { schedule, inputs, advance, end } = scheduleOf(definition);
    const runs = [schedule.fire(), schedule.fire()];
    await advance(0);
    expect(inputs).toHaveLength(1);

    await end(failed);
    expect(inputs).toHaveLength(2);
    await end(succeeded);

    expect(await Promise.all(runs)).toEqual([failed, succeeded]);
  });

  it('hands over the event of EventBridge where it has no input', async () => {
    const { schedule, inputs, advance } = scheduleOf(withoutInput);
    schedule.start();

    await advance(minuteMs);

    expect(inputs).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '000000000000',
        time: '2026-04-09T12:35:56Z',
        region: 'us-east-1',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/EveryMinute'],
        detail: {},
      },
    ]);
  });

  it('stops, waits for the run under way and says nothing of it', async () => {
    const { schedule, events, inputs, advance, end } = scheduleOf(definition);
    schedule.start();
    await advance(minuteMs);
    const onStopped = jest.fn();

    const stopped = schedule.stop().then(onStopped);
    await advance(10 * minuteMs);
    expect(onStopped).not.toHaveBeenCalled();
    await end(failed);
    await stopped;
    await advance(10 * minuteMs);

    expect(inputs).toHaveLength(1);
    expect(events).toEqual([]);
  });
});
