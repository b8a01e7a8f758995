import { DependencyUnavailableError, PermanentError } from '../../../lambdas/core/failure/errors';
import { EffectInProgressError } from '../../../lambdas/processor/errors';
import { calls, failWith, fleetFixture, outcomeOf, plain, probing, succeed, t0 } from './fleet-fixture';

describe('a breaker that is half-open', () => {
  const halfOpen = async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', { pass: () => undefined });
    fleet.pass(30_000);
    await fleet.probe('p-1');
    return { ...fleet, breaker };
  };

  it('lets the invocation that has the probe call once, and closes when that succeeds', async () => {
    const { breaker, stored, store, notices, codes, metrics } = await halfOpen();
    expect(await breaker.call(succeed, probing('p-1'))).toBe('done');
    expect(stored()).toEqual({ kind: 'closed', closedAtMs: t0 + 30_000 });
    expect(store.calls.written).toBe(3);
    expect(notices.told).toEqual(['crm', 'crm']);
    expect(codes()).toEqual(['BREAKER_OPENED', 'BREAKER_CLOSED']);
    expect(metrics.counts).toEqual({ BreakerOpened: 1, BreakerClosed: 1 });
    expect(await breaker.call(succeed, plain)).toBe('done');
  });

  it('closes as well when the probe is answered with a judgement of the request', async () => {
    const { breaker, stored } = await halfOpen();
    const thrown = new PermanentError('no');
    expect(await outcomeOf(breaker.call(failWith(thrown), probing('p-1')))).toBe(thrown);
    expect(stored()).toMatchObject({ kind: 'closed' });
  });

  it('opens for longer when the probe fails', async () => {
    const { breaker, stored, pass, probe, notices, codes } = await halfOpen();
    await outcomeOf(breaker.call(failWith(), probing('p-1')));
    expect(stored()).toMatchObject({ kind: 'open', downSinceMs: t0, retryAtMs: t0 + 60_000 });
    // The guard, which had it probed, sees that by itself.
    expect(notices.told).toEqual(['crm']);
    expect(codes()).toEqual(['BREAKER_OPENED']);
    pass(570_000);
    await probe('p-2');
    await outcomeOf(breaker.call(failWith(), probing('p-2')));
    expect(stored()).toMatchObject({ kind: 'open', retryAtMs: t0 + 600_000 + 150_000 });
  });

  it('can be probed again at once when the probe’s call could not be made', async () => {
    const { breaker, stored } = await halfOpen();
    await outcomeOf(breaker.call(failWith(new EffectInProgressError('x')), probing('p-1')));
    expect(stored()).toMatchObject({ kind: 'open', retryAtMs: t0 + 30_000 });
  });

  it('lets nobody else call', async () => {
    const { breaker } = await halfOpen();
    const error = await outcomeOf(breaker.call(succeed, plain));
    expect(error).toBeInstanceOf(DependencyUnavailableError);
    expect(await outcomeOf(breaker.call(succeed, probing('p-1', 'billing')))).toBeInstanceOf(
      DependencyUnavailableError,
    );
  });

  it('lets not even the invocation that has the probe call a second time when the first failed', async () => {
    const { breaker } = await halfOpen();
    await outcomeOf(breaker.call(failWith(), probing('p-1')));
    expect(await outcomeOf(breaker.call(succeed, probing('p-1')))).toBeInstanceOf(DependencyUnavailableError);
  });

  it('lets a process that was just started call no more than once at the same time', async () => {
    const { process } = await halfOpen();
    const started = process();
    let called = 0;
    const gate = Promise.withResolvers<void>();
    const call = async (): Promise<void> => {
      called += 1;
      await gate.promise;
    };
    const both = [started.call(call, probing('p-1')), started.call(call, probing('p-1'))].map(outcomeOf);
    await new Promise(setImmediate);
    gate.resolve();
    await Promise.all(both);
    expect(called).toBe(1);
  });

  it('is let alone by calls that were under way when it opened', async () => {
    const { stored, process, breaker } = await halfOpen();
    const gate = Promise.withResolvers<void>();
    const late = process().call(() => gate.promise, plain);
    gate.resolve();
    await late;
    expect(stored()).toMatchObject({ kind: 'half-open', probeId: 'p-1' });
    await breaker.suspect();
    expect(stored()).toMatchObject({ kind: 'half-open', probeId: 'p-1' });
  });

  it('does not believe a probe that was lost and given to another', async () => {
    const { breaker, stored, pass, probe } = await halfOpen();
    pass(60_000);
    await probe('p-2');
    await outcomeOf(breaker.call(succeed, probing('p-1')));
    expect(stored()).toMatchObject({ kind: 'half-open', probeId: 'p-2' });
  });
});

describe('a breaker that has closed', () => {
  const closeAgain = async (fleet: ReturnType<typeof fleetFixture>): Promise<void> => {
    fleet.pass(30_000);
    await fleet.probe('p-1');
    await fleet.process().call(succeed, probing('p-1'));
  };

  it('is not tripped by what failed before', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    await closeAgain(fleet);
    fleet.pass(2000);
    await calls(breaker, 'xxxx', fleet);
    expect(fleet.stored()).toMatchObject({ kind: 'closed' });
    await calls(breaker, 'x', fleet);
    expect(fleet.stored()).toMatchObject({ kind: 'open' });
  });

  it('is not tripped by what failed before in a process that never noticed that it was open', async () => {
    const fleet = fleetFixture();
    const [one, other] = [fleet.process(), fleet.process()];
    await calls(other, 'xxxx', fleet);
    await other.standing();
    await calls(one, 'xxxxx', fleet);
    await closeAgain(fleet);
    fleet.pass(10_000);
    await calls(other, 'x', fleet);
    expect(fleet.stored()).toMatchObject({ kind: 'closed' });
  });

  it('tells since when, and that the dependency has answered by then', async () => {
    const fleet = fleetFixture();
    const [one, other] = [fleet.process(), fleet.process()];
    await calls(one, 'xxxxx', { pass: () => undefined });
    await closeAgain(fleet);
    const closedAtMs = t0 + 30_000;
    expect(await other.standing()).toEqual({ kind: 'up', closedAtMs, healthyAtMs: closedAtMs });
    fleet.pass(5000);
    expect(await one.call(succeed, plain)).toBe('done');
    expect(await one.standing()).toEqual({ kind: 'up', closedAtMs, healthyAtMs: closedAtMs + 5000 });
  });

  it('is called again by a process that knew it open, two seconds later at the latest', async () => {
    const fleet = fleetFixture();
    const breaker = fleet.process();
    await calls(breaker, 'xxxxx', fleet);
    await closeAgain(fleet);
    fleet.pass(2000);
    expect(await breaker.call(succeed, plain)).toBe('done');
  });
});
