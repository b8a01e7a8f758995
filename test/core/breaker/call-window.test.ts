import fc from 'fast-check';
import {
  type Call,
  callsAfter,
  type CallWindow,
  defaultTripRules,
  emptyWindow,
  whyTrip,
  withCall,
} from '../../../lambdas/core/breaker/call-window';

const rules = defaultTripRules;
const t0 = Date.UTC(2023, 9, 27, 15);

const call = (changes: Partial<Call> & { readonly second?: number } = {}): Call => {
  const { second = 0, ...rest } = changes;
  return { atMs: t0 + second * 1000, durationMs: 100, isFailure: false, ...rest };
};

const after = (...calls: readonly Call[]): CallWindow =>
  calls.reduce((window, next) => withCall(window, next, rules), emptyWindow);

/** `.` is a success, `x` a failure, `s` a slow success; one a second. */
const lived = (signs: string): CallWindow =>
  after(
    ...signs
      .split('')
      .map((sign, second) =>
        call({ second, isFailure: sign === 'x', durationMs: sign === 's' ? rules.slowCallMs : 100 }),
      ),
  );

describe('the calls of a dependency', () => {
  it.each([
    ['', undefined],
    ['xxxx', undefined],
    ['xxxxx', 'CONSECUTIVE_FAILURES'],
    ['.........xxxxx', 'CONSECUTIVE_FAILURES'],
    ['xxxx.xxxx', undefined],
    ['xxxx.xxxx.', 'FAILURE_RATE'],
    ['x.x.x.x.x.', 'FAILURE_RATE'],
    ['x.x.x.x...', undefined],
    ['x.x.x.x.x', undefined],
    ['xxx..xxx..xx', 'FAILURE_RATE'],
    ['ssssssss..', 'SLOW_CALLS'],
    ['sssssss...', undefined],
    ['sssssssss', undefined],
    ['..........', undefined],
  ])('after "%s" say: %s', (signs, cause) => {
    expect(whyTrip(lived(signs), rules)).toBe(cause);
  });

  it('are slow from two and a half seconds on, whether they succeed or not', () => {
    const calls = (durationMs: number) =>
      Array.from({ length: 10 }, (_, second) => call({ second, durationMs, isFailure: second % 3 === 0 }));
    expect(whyTrip(after(...calls(2499)), rules)).toBeUndefined();
    expect(whyTrip(after(...calls(2500)), rules)).toBe('SLOW_CALLS');
  });

  it('are forgotten after a minute', () => {
    const failures = [0, 1, 2, 3].map((second) => call({ second, isFailure: true }));
    const successes = (from: number) =>
      Array.from({ length: 5 }, (_, index) => call({ second: from + index }));
    const last = call({ second: 59, isFailure: true });
    expect(whyTrip(after(...failures, ...successes(50), last), rules)).toBe('FAILURE_RATE');
    expect(after(call({ second: 0 }), call({ second: 59.999 })).calls).toHaveLength(2);
    expect(after(call({ second: 0 }), call({ second: 60 })).calls).toHaveLength(1);
  });

  it('count as failures in a row however far apart they are, so that a quiet module notices too', () => {
    const calls = [0, 600, 1200, 1800, 2400].map((second) => call({ second, isFailure: true }));
    expect(whyTrip(after(...calls), rules)).toBe('CONSECUTIVE_FAILURES');
  });

  it('are kept in a bounded number, the newest ones', () => {
    const many = Array.from({ length: 5000 }, (_, index) => call({ second: index / 1000 }));
    const { calls } = after(...many);
    expect(calls).toHaveLength(200);
    expect(calls.at(-1)).toEqual(many.at(-1));
  });

  it('never trip while fewer than the minimum were made and fewer than five failed in a row', () => {
    const signs = fc.array(fc.constantFrom('.', 'x', 's'), { maxLength: 9 }).map((list) => list.join(''));
    fc.assert(
      fc.property(signs, (history) => {
        const cause = whyTrip(lived(history), rules);
        expect(cause).toBe(history.endsWith('xxxxx') ? 'CONSECUTIVE_FAILURES' : undefined);
      }),
    );
  });

  it('leave an older window as it was', () => {
    const before = lived('xx');
    withCall(before, call({ isFailure: true }), rules);
    expect(before).toEqual(lived('xx'));
  });

  it.each([
    ['..xxxx', -1, 6, 4],
    ['..xxxx', 2, 3, 3],
    ['xx.xx', 2, 2, 2],
    ['xxxx.', 1, 3, 0],
    ['xxxx', 9, 0, 0],
  ])(
    '"%s" are those after second %d only: %d, the last %d of them failed',
    (signs, second, count, failed) => {
      const { calls, failuresInARow } = callsAfter(lived(signs), t0 + second * 1000);
      expect([calls.length, failuresInARow.length]).toEqual([count, failed]);
    },
  );
});
