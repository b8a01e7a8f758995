import { ManualClock, repeat, systemClock } from '../../tools/local/clock';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('something repeated', () => {
  it('happens at the end of every period', () => {
    const clock = new ManualClock(0);
    const times: number[] = [];
    repeat(clock, minuteMs, () => times.push(clock.now()));

    clock.advance(minuteMs - 1);
    expect(times).toEqual([]);
    clock.advance(2 * minuteMs + 1);

    expect(times).toEqual([minuteMs, 2 * minuteMs, 3 * minuteMs]);
  });

  it('ends when it is told to', () => {
    const clock = new ManualClock(0);
    const action = jest.fn();
    const end = repeat(clock, minuteMs, action);
    clock.advance(minuteMs);

    end();
    clock.advance(10 * minuteMs);

    expect(action).toHaveBeenCalledTimes(1);
  });
});

describe('the system clock', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('waits for longer than one timer of Node can', () => {
    const action = jest.fn();
    systemClock.schedule(60 * dayMs, action);

    jest.advanceTimersByTime(60 * dayMs - 1);
    expect(action).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);

    expect(action).toHaveBeenCalledTimes(1);
  });

  it.each([0, 30])('leaves no timer behind when it is cancelled after %d days', (days) => {
    const action = jest.fn();
    const cancel = systemClock.schedule(60 * dayMs, action);
    jest.advanceTimersByTime(days * dayMs);

    cancel();

    expect(jest.getTimerCount()).toBe(0);
  });
});
