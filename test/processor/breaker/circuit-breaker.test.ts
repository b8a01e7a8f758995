import {
  DeferredError,
  DependencyFailedError,
  DependencyUnavailableError,
  PermanentError,
  RetryableError,
} from '../../../lambdas/core/failure/errors';
import { EffectInProgressError } from '../../../lambdas/processor/errors';
import { calls, failWith, fleetFixture, outcomeOf, plain, succeed, t0 } from './fleet-fixture';

describe('a dependency that works', () => {
  it('is called without a look at the store, however often', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    for (let call = 0; call < 300; call += 1) expect(await breaker.call(succeed, plain)).toBe('done');
    expect(fleet.store.calls).toEqual({ read: 0, write: 0, written: 0 });
    expect(fleet.log.lines).toEqual([]);
    expect(fleet.notices.told).toEqual([]);
  });

  it('is called with the signal that tells when no time remains', async () => {
    const breaker = fleetFixture().process();
    await breaker.call(async (signal) => expect(signal).toBe(plain.signal), plain);
  });

  it('that fails now and then is looked up by nobody, and stays closed', async () => {
    const fleet = fleetFixture();
    await calls(fleet.process(), 'x...x...xxx.......'.repeat(3), fleet);
    expect(fleet.store.calls).toEqual({ read: 0, write: 0, written: 0 });
  });
});

describe('a call that fails', () => {
  it('says which dependency it was, why, and what it asked to wait', async () => {
    const cause = new RetryableError('Too many.', { retryAfterSeconds: 40 });
    const error = await outcomeOf(fleetFixture().process().call(failWith(cause), plain));
    expect(error).toBeInstanceOf(DependencyFailedError);
    expect(error).toMatchObject({ dependency: 'crm', retryAfterSeconds: 40, cause });
  });

  it.each<[string, unknown]>([
    ['nothing at all', undefined],
    ['a text', 'no'],
    ['a lost connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    ['an error of an AWS SDK', Object.assign(new Error('x'), { $metadata: {} })],
    ['401', Object.assign(new Error('x'), { status: 401 })],
    ['500', Object.assign(new Error('x'), { status: 500 })],
    ['an answer that is none', new SyntaxError('Unexpected token <')],
  ])('counts against the dependency when it throws %s', async (_, thrown) => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    for (let call = 0; call < 5; call += 1) {
      expect(await outcomeOf(breaker.call(failWith(thrown), plain))).toBeInstanceOf(DependencyFailedError);
    }
    expect(fleet.stored()).toMatchObject({ kind: 'open', cause: 'CONSECUTIVE_FAILURES' });
  });

  it('counts when the function throws before there is a promise', async () => {
    const error = await outcomeOf(
      fleetFixture()
        .process()
        .call(() => {
          throw new TypeError('x');
        }, plain),
    );
    expect(error).toBeInstanceOf(DependencyFailedError);
  });

  it('counts when its time is over, though it never ends', async () => {
    const controller = new AbortController();
    const hanging = fleetFixture()
      .process()
      .call(() => new Promise(() => undefined), { ...plain, signal: controller.signal });
    const reason = new Error('The time is over.');
    controller.abort(reason);
    expect(await outcomeOf(hanging)).toMatchObject({ name: 'DependencyFailedError', cause: reason });
  });

  it.each<[string, unknown]>([
    ['PermanentError', new PermanentError('no')],
    ['404', Object.assign(new Error('x'), { status: 404 })],
    ['422', Object.assign(new Error('x'), { response: { status: 422 } })],
  ])('is an answer when it judges the request, and thrown as it is: %s', async (_, thrown) => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    for (let call = 0; call < 30; call += 1) {
      expect(await outcomeOf(breaker.call(failWith(thrown), plain))).toBe(thrown);
    }
    expect(fleet.store.calls.read).toBe(0);
    expect(await breaker.standing()).toMatchObject({ kind: 'up', healthyAtMs: t0 });
  });

  it.each<[string, DeferredError]>([
    ['DeferredError', new DeferredError('later')],
    ['EffectInProgressError', new EffectInProgressError('elsewhere')],
    ['DependencyUnavailableError', new DependencyUnavailableError('billing')],
  ])('says nothing of the dependency when it could not be made: %s', async (_, thrown) => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    for (let call = 0; call < 30; call += 1) {
      expect(await outcomeOf(breaker.call(failWith(thrown), plain))).toBe(thrown);
    }
    expect(fleet.store.calls.read).toBe(0);
    expect(await breaker.standing()).toMatchObject({ healthyAtMs: undefined });
  });
});

describe('a breaker trips', () => {
  it.each([
    ['xxxxx', 100, 'CONSECUTIVE_FAILURES'],
    ['xxx..xxx..xx', 100, 'FAILURE_RATE'],
    ['x.x.x.x.x.', 100, 'FAILURE_RATE'],
    ['..........', 2500, 'SLOW_CALLS'],
  ])('after "%s", each of them of %d ms: %s', async (signs, tookMs, cause) => {
    const fleet = fleetFixture();
    await calls(fleet.process(), signs, { ...fleet, tookMs });
    expect(fleet.stored()).toMatchObject({ kind: 'open', cause });
    expect(fleet.store.calls.written).toBe(1);
    expect(fleet.codes()).toEqual(['BREAKER_OPENED']);
    expect(fleet.log.lines).toMatchObject([
      { level: 'error', fields: { module: 'crm-sync', dependency: 'crm', reason: cause, delaySeconds: 30 } },
    ]);
    expect(fleet.metrics.counts).toEqual({ BreakerOpened: 1 });
    expect(fleet.notices.told).toEqual(['crm']);
  });

  it('after five failures in a row, however far apart they are, so that quiet processes notice too', async () => {
    const fleet = fleetFixture();
    await calls(fleet.process(), 'xxxxx', { ...fleet, tookMs: 600_000 });
    expect(fleet.stored()).toMatchObject({ kind: 'open', cause: 'CONSECUTIVE_FAILURES' });
  });

  it('once, when many calls of one process fail side by side', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await Promise.all(Array.from({ length: 40 }, () => outcomeOf(breaker.call(failWith(), plain))));
    expect(fleet.store.calls.written).toBe(1);
    expect(fleet.store.calls.write).toBe(1);
    expect(fleet.notices.told).toEqual(['crm']);
    expect(fleet.codes()).toEqual(['BREAKER_OPENED']);
  });

  it('with a longer wait when the call that tripped it was asked to wait', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    const asked = new RetryableError('x', { retryAfterSeconds: 600 });
    for (let call = 0; call < 5; call += 1) await outcomeOf(breaker.call(failWith(asked), plain));
    expect(fleet.stored()).toMatchObject({ kind: 'open', retryAtMs: t0 + 600_000 });
  });

  it('when a processor suspects the dependency, whatever the calls were', async () => {
    const fleet = fleetFixture();
    await fleet.process().suspect();
    expect(fleet.stored()).toMatchObject({ kind: 'open', cause: 'SUSPECTED' });
    expect(fleet.notices.told).toEqual(['crm']);
  });

  it('and lets nobody of its process through any more', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    let isCalled = false;
    const error = await outcomeOf(
      breaker.call(async () => {
        isCalled = true;
      }, plain),
    );
    expect(isCalled).toBe(false);
    expect(error).toBeInstanceOf(DependencyUnavailableError);
    expect(error).toMatchObject({ dependency: 'crm', retryAfterSeconds: 30 });
    expect(await breaker.standing()).toEqual({ kind: 'down', retryInSeconds: 30 });
  });

  it('and is looked up by its process no more than every two seconds, however much comes', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    const { read } = fleet.store.calls;
    for (let call = 0; call < 200; call += 1) {
      fleet.pass(100);
      await outcomeOf(breaker.call(succeed, plain));
    }
    expect(fleet.store.calls.read - read).toBe(10);
  });

  it('without its error’s message in the log', async () => {
    const fleet = fleetFixture();
    fleet.notices.fails = true;
    await calls(fleet.process(), 'xxxxx', fleet);
    fleet.store.fails = true;
    await calls(fleet.process(), 'xxxxx', fleet);
    expect(fleet.log.lines).not.toHaveLength(0);
    expect(JSON.stringify(fleet.log.lines)).not.toMatch(/Jane|cannot be|refuses/);
  });
});

describe('forty processes whose calls fail at once', () => {
  it('write the breaker once, tell the guard once, and are all kept from calling', async () => {
    const fleet = fleetFixture();
    const breakers = Array.from({ length: 40 }, () => fleet.process());
    for (const breaker of breakers) {
      await calls(breaker, 'xxxx', { pass: () => undefined });
    }
    await Promise.all(breakers.map((breaker) => outcomeOf(breaker.call(failWith(), plain))));

    expect(fleet.store.calls.written).toBe(1);
    expect(fleet.notices.told).toEqual(['crm']);
    expect(fleet.metrics.counts).toEqual({ BreakerOpened: 1 });
    let called = 0;
    const count = async (): Promise<void> => {
      called += 1;
    };
    for (const breaker of breakers) await outcomeOf(breaker.call(count, plain));
    expect(called).toBe(0);
  });

  it('and one process that sees a call fail learns how the dependency stands before it is judged', async () => {
    const fleet = fleetFixture();
    const [one, other] = [fleet.process(), fleet.process()];
    await calls(one, 'xxxxx', fleet);
    await calls(other, 'x', fleet);
    expect((await other.standing()).kind).toBe('down');
    expect(await outcomeOf(other.call(succeed, plain))).toBeInstanceOf(DependencyUnavailableError);
  });
});
