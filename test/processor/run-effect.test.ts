import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import { DependencyFailedError, ModuleTimeoutError } from '../../lambdas/core/failure/errors';
import type { IndependentModule, ModuleContext } from '../../lambdas/processor/feature-module';
import { runEffect, workingMs } from '../../lambdas/processor/module-context';
import { unlessAborted } from '../../lambdas/core/unless-aborted';
import { moduleEvent } from '../module-kit';
import { recordOf } from '../module-kit/queued-message';
import { handlerOf, processorWorld } from './processor-world';

const manifest = {
  name: 'any',
  description: 'Calls the CRM.',
  policy: 'none',
  types: ['call.ended'],
  dependencies: ['crm'],
} as const satisfies IndependentManifest;

const t0 = Date.UTC(2023, 9, 27, 15);
const never = (): Promise<never> => new Promise(() => undefined);
const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
/** Lets everything run that waits for nothing outside. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const effectFixture = (remainingMs = 10_000) => {
  const world = processorWorld({ now: () => t0 });
  const of = {
    manifest,
    event: { source: 'genesys', id: 'e-1' },
    place: { gap: false, late: false },
    invocation: { remainingMs: () => remainingMs },
  };
  const run = <Result>(effect: (context: ModuleContext) => Promise<Result>): Promise<unknown> =>
    outcomeOf(runEffect(of, world, effect));
  return { ...world, run };
};

describe('an effect of a module', () => {
  it('gives what it gives, and leaves no timer behind', async () => {
    const { run, timer } = effectFixture();
    expect(await run(async () => 7)).toBe(7);
    expect(timer.waiting.size).toBe(0);
  });

  it('fails with what it throws, at once or later, and leaves no timer behind', async () => {
    const { run, timer } = effectFixture();
    const error = new TypeError('x');
    expect(await run(() => Promise.reject(error))).toBe(error);
    expect(
      await run(() => {
        throw error;
      }),
    ).toBe(error);
    expect(timer.waiting.size).toBe(0);
  });

  it('that never ends fails a second before the function does, in its own right', async () => {
    const { run, timer } = effectFixture(10_000);
    const running = run(never);
    timer.elapse(8999);
    await quiet();
    expect(timer.waiting.size).toBe(1);
    timer.elapse(9000);
    const error = await running;
    expect(error).toBeInstanceOf(ModuleTimeoutError);
    expect(error).toMatchObject({ message: 'The module any was not done after 9000 ms.' });
    expect(timer.waiting.size).toBe(0);
  });

  it('is asked to end half a second before that', async () => {
    const { run, timer } = effectFixture(10_000);
    let signal: AbortSignal | undefined;
    const running = run((context) => {
      signal = context.signal;
      return never();
    });
    timer.elapse(8499);
    expect(signal?.aborted).toBe(false);
    timer.elapse(8500);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBeInstanceOf(ModuleTimeoutError);
    timer.elapse(9000);
    await running;
  });

  it('that ends when it is asked to has the last word', async () => {
    const { run, timer } = effectFixture();
    const running = run(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'given up';
    });
    timer.elapse(8500);
    expect(await running).toBe('given up');
    expect(timer.waiting.size).toBe(0);
  });

  it('knows how long it may work', async () => {
    const { run } = effectFixture(4000);
    expect(await run(async (context) => context.remainingMs())).toBe(3000);
    expect(workingMs({ remainingMs: () => 500 })).toBe(0);
  });

  it('that hangs in a call of a dependency fails as that call, so that the dependency is known to be at fault', async () => {
    const { run, timer } = effectFixture();
    const running = run((context) => context.dependency('crm').call(never));
    await quiet();
    timer.elapse(8500);
    const error = await running;
    expect(error).toBeInstanceOf(DependencyFailedError);
    expect(error).toMatchObject({ dependency: 'crm', cause: expect.any(ModuleTimeoutError) });
    expect(timer.waiting.size).toBe(0);
  });

  it('that hangs in a call within `once` leaves the effect free to run again', async () => {
    const { run, timer, once } = effectFixture();
    const running = run((context) => context.once('write', () => context.dependency('crm').call(never)));
    await quiet();
    timer.elapse(8500);
    expect(await running).toBeInstanceOf(DependencyFailedError);
    const again = await run((context) => context.once('write', async () => 'done'));
    expect(again).toBe('done');
    expect(once.keys).toHaveLength(1);
  });

  it('cannot call a dependency that its manifest does not name', async () => {
    const { run } = effectFixture();
    const error = await run((context) => context.dependency('billing').call(async () => 1));
    expect(error).toMatchObject({ message: expect.stringContaining('"billing"') });
    expect(error).not.toBeInstanceOf(DependencyFailedError);
  });

  it('is the probe with its next call where the guard has sent one along', async () => {
    const world = processorWorld({ now: () => t0 });
    const { breakerStore } = world;
    const breaker = { kind: 'half-open', downSinceMs: t0, cause: 'SUSPECTED' } as const;
    const probe = { probeId: 'p-1', probeUntilMs: t0 + 60_000 };
    breakerStore.records.set('crm', { breaker: { ...breaker, ...probe }, version: 2 });
    const invocation = { remainingMs: () => 10_000, probe: { dependency: 'crm', id: 'p-1' } };
    const of = { manifest, event: { source: 's', id: 'e' }, place: { gap: false, late: false }, invocation };
    await runEffect(of, world, (context) => context.dependency('crm').call(async () => 'done'));
    expect(breakerStore.records.get('crm')?.breaker).toEqual({ kind: 'closed', closedAtMs: t0 });
  });
});

describe('a promise unless a signal aborts', () => {
  it('comes to what it comes to', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error('x')), signal)).rejects.toThrow('x');
  });

  it('is let go when the signal aborts, or has aborted before', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(never(), controller.signal);
    const reason = new Error('over');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(unlessAborted(never(), controller.signal)).rejects.toBe(reason);
  });

  it('may fail later without anybody being told', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const letGo = unlessAborted(promise, AbortSignal.abort());
    await expect(letGo).rejects.toMatchObject({ name: 'AbortError' });
    // A rejection that nobody handled would end the test.
    reject(new Error('too late'));
    await quiet();
  });
});

describe('a batch with a handler that hangs', () => {
  it('is over before the function’s time is, and its neighbours are done', async () => {
    const world = processorWorld({ now: () => t0 });
    const handled: string[] = [];
    const module: IndependentModule = {
      manifest,
      handle: async ({ id }) => {
        if (id === 'hangs') await never();
        handled.push(id);
      },
    };
    const records = ['one', 'hangs', 'two'].map((id) => {
      const event = moduleEvent({ id, eventType: 'call.ended', timestamp: '2023-10-27T14:59:00Z' });
      const message = { messageId: id, groupId: id, deduplicationId: id, body: JSON.stringify(event) };
      return recordOf({ ...message, sentMs: t0 }, 1);
    });
    const response = handlerOf(module, world)(
      { Records: records },
      { getRemainingTimeInMillis: () => 10_000 },
    );
    await quiet();
    expect(handled).toEqual(['one', 'two']);
    world.timer.elapse(9000);

    expect(await response).toEqual({ batchItemFailures: [{ itemIdentifier: 'hangs' }] });
    expect(world.log.lines.find(({ code }) => code === 'EVENT_FAILED')).toMatchObject({
      fields: { eventId: 'hangs', cause: 'TIMEOUT', errorName: 'ModuleTimeoutError' },
    });
    expect(world.timer.waiting.size).toBe(0);
  });
});

describe('a batch whose time is used up', () => {
  it.each([
    ['the one before it in its group', 'g', 'g', 1],
    ['another suspect, which is worked on before it', 'g', 'h', 4],
  ])('gives back what has not begun, uncounted: by %s', async (_, firstGroup, secondGroup, receiveCount) => {
    const world = processorWorld({ now: () => t0 });
    let remainingMs = 10_000;
    const handled: string[] = [];
    const module: IndependentModule = {
      manifest,
      handle: async ({ id }) => {
        handled.push(id);
        remainingMs = 1100;
      },
    };
    const recordFor = (id: string, groupId: string) => {
      const event = moduleEvent({ id, eventType: 'call.ended', timestamp: '2023-10-27T14:59:00Z' });
      const message = { messageId: id, groupId, deduplicationId: id, body: JSON.stringify(event) };
      return recordOf({ ...message, sentMs: t0 }, receiveCount);
    };
    const Records = [recordFor('slow', firstGroup), recordFor('next', secondGroup)];
    const context = { getRemainingTimeInMillis: () => remainingMs };
    const response = await handlerOf(module, world)({ Records }, context);

    expect(handled).toEqual(['slow']);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'next' }] });
    expect(world.metrics.counts).not.toHaveProperty('EventFailed');
    expect(world.deadLetters.letters).toEqual([]);
    expect(world.visibility.calls.flat()).toEqual([{ receiptHandle: 'next', delaySeconds: 0 }]);
  });

  it('works on its first message, however short the function’s time is', async () => {
    const world = processorWorld({ now: () => t0 });
    const module: IndependentModule = { manifest, handle: async () => undefined };
    const event = moduleEvent({ id: 'e', eventType: 'call.ended', timestamp: '2023-10-27T14:59:00Z' });
    const message = { messageId: 'e', groupId: 'g', deduplicationId: 'e', body: JSON.stringify(event) };
    const Records = [recordOf({ ...message, sentMs: t0 }, 1)];
    const response = await handlerOf(module, world)({ Records }, { getRemainingTimeInMillis: () => 3000 });
    expect(response).toEqual({ batchItemFailures: [] });
  });
});
