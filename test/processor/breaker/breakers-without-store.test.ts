import {
  DependencyFailedError,
  DependencyUnavailableError,
  RetryableError,
} from '../../../lambdas/core/failure/errors';
import { noBreakers } from '../../../lambdas/processor/breaker/no-breakers';
import { calls, failWith, fleetFixture, outcomeOf, plain, probing, succeed, t0 } from './fleet-fixture';

describe('while the store is down', () => {
  it('a process protects itself and says so', async () => {
    const fleet = fleetFixture();
    fleet.store.fails = true;
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    expect(await outcomeOf(breaker.call(succeed, plain))).toBeInstanceOf(DependencyUnavailableError);
    expect((await breaker.standing()).kind).toBe('down');
    expect(fleet.codes()).toContain('BREAKER_UNAVAILABLE');
    expect(fleet.codes()).not.toContain('BREAKER_OPENED');
    expect(fleet.notices.told).toEqual([]);
    expect(fleet.log.lines[0]?.fields).toEqual({ module: 'crm-sync', dependency: 'crm', errorName: 'Error' });
  });

  it('a call fails as it would otherwise, and nothing of the store', async () => {
    const fleet = fleetFixture();
    fleet.store.fails = true;
    const breaker = fleet.process();
    for (let call = 0; call < 5; call += 1) {
      expect(await outcomeOf(breaker.call(failWith(), plain))).toBeInstanceOf(DependencyFailedError);
    }
    expect(await outcomeOf(fleet.process().suspect())).toBeUndefined();
    expect(await fleet.process().standing()).toMatchObject({ kind: 'up', healthyAtMs: undefined });
  });

  it('a probe that succeeds lets its own process call again', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    fleet.pass(30_000);
    await fleet.probe('p-1');
    await outcomeOf(breaker.standing());
    fleet.store.fails = true;
    expect(await breaker.call(succeed, probing('p-1'))).toBe('done');
    expect(await breaker.call(succeed, plain)).toBe('done');
  });

  it('the process asks it again later, and calls again when nobody else has opened the breaker', async () => {
    const fleet = fleetFixture();
    fleet.store.fails = true;
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    fleet.store.fails = false;
    fleet.pass(2000);
    expect(await breaker.call(succeed, plain)).toBe('done');
  });

  it('what failed then does not trip the breaker later, when the process has called again', async () => {
    const fleet = fleetFixture();
    fleet.store.fails = true;
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    fleet.store.fails = false;
    fleet.pass(2000);
    await calls(breaker, 'x', fleet);
    expect(fleet.store.calls.written).toBe(0);
  });

  it('and the guard cannot be told, the breaker opens all the same', async () => {
    const fleet = fleetFixture();
    fleet.notices.fails = true;
    await calls(fleet.process(), 'xxxxx', fleet);
    expect(fleet.stored()).toMatchObject({ kind: 'open' });
    expect(fleet.codes()).toEqual(['BREAKER_OPENED', 'BREAKER_UNAVAILABLE']);
  });
});

describe('what a dependency asks to wait', () => {
  it.each([Number.NaN, -600, Number.NEGATIVE_INFINITY])(
    'keeps the breaker neither from opening nor from being tried again: %d',
    async (retryAfterSeconds) => {
      const fleet = fleetFixture();
      const breaker = fleet.process();
      const asked = failWith(new RetryableError('x', { retryAfterSeconds }));
      for (let call = 0; call < 5; call += 1) await outcomeOf(breaker.call(asked, plain));
      expect(fleet.stored()).toMatchObject({ kind: 'open', retryAtMs: t0 + 30_000 });
    },
  );
});

describe('the breakers of a process', () => {
  it('are one for each dependency', async () => {
    const fleet = fleetFixture();
    const breakers = fleet.processes();
    for (let call = 0; call < 5; call += 1) await outcomeOf(breakers.call('crm', failWith(), plain));
    expect(await breakers.call('billing', succeed, plain)).toBe('done');
    expect((await breakers.standing('crm')).kind).toBe('down');
    expect((await breakers.standing('billing')).kind).toBe('up');
    await breakers.suspect('billing');
    expect([...fleet.store.records.keys()]).toEqual(['crm', 'billing']);
  });

  it('are none where the manifest names no dependency', async () => {
    const error = /names no dependency "crm"/;
    await expect(noBreakers.call('crm', succeed, plain)).rejects.toThrow(error);
    await expect(noBreakers.standing('crm')).rejects.toThrow(error);
    await expect(noBreakers.suspect('crm')).rejects.toThrow(error);
  });
});
