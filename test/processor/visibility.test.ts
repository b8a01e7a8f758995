import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import { PermanentError, RetryableError } from '../../lambdas/core/failure/errors';
import { releaseMessage } from '../../lambdas/core/release-message';
import type { IndependentModule } from '../../lambdas/processor/feature-module';
import { instant } from '../instant';
import { moduleEvent } from '../module-kit';
import { type QueuedMessage, recordOf } from '../module-kit/queued-message';
import { handlerOf, processorWorld } from './processor-world';

const t0 = Date.UTC(2023, 9, 27, 15);

const manifest: IndependentManifest = {
  name: 'any',
  description: 'Handles events.',
  policy: 'none',
  types: ['call.ended'],
};

/** Fails with what is written for an event. */
const visibilityFixture = (errors: Readonly<Record<string, Error>> = {}) => {
  const world = processorWorld({ now: () => t0 });
  const handled: string[] = [];
  const module: IndependentModule = {
    manifest,
    handle: async ({ id }) => {
      handled.push(id);
      if (errors[id]) throw errors[id];
    },
  };
  const handle = handlerOf(module, world);
  const context = { getRemainingTimeInMillis: () => 10_000 };
  return {
    ...world,
    handled,
    handleRecords: (...Records: readonly unknown[]) => handle({ Records }, context),
    /** Messages by group and event, such as `a1`. */
    deliver: (...ids: readonly string[]) => handle({ Records: ids.map((id) => recordFor(id)) }, context),
    delays: () =>
      Object.fromEntries(
        world.visibility.calls.flat().map(({ receiptHandle, delaySeconds }) => [receiptHandle, delaySeconds]),
      ),
  };
};

const messageOf = (id: string): QueuedMessage => {
  const event = moduleEvent({ id, eventType: 'call.ended', timestamp: '2023-10-27T14:59:00Z' });
  const body = JSON.stringify(event);
  return { messageId: id, groupId: id.slice(0, 1), deduplicationId: id, body, sentMs: t0 };
};

const recordFor = (id: string, receiveCount = 1) => recordOf(messageOf(id), receiveCount);

const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('messages that are given back', () => {
  it('come again after the delay of the one that failed, the rest of its group at once', async () => {
    const { deliver, delays, visibility, handled } = visibilityFixture({ a2: new RetryableError('x') });
    expect(await deliver('a1', 'b1', 'a2', 'a3', 'b2', 'a4')).toEqual(failures('a2', 'a3', 'a4'));
    expect(visibility.calls).toHaveLength(1);
    expect(delays()).toEqual({ a2: 30, a3: 0, a4: 0 });
    expect(handled.toSorted()).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('each have the delay of their own group', async () => {
    const { deliver, delays } = visibilityFixture({
      a1: new RetryableError('x', { retryAfterSeconds: 600 }),
      b1: new RetryableError('x'),
      c1: new PermanentError('x'),
    });
    expect(await deliver('a1', 'b1', 'b2', 'c1', 'c2', 'd1')).toEqual(failures('a1', 'b1', 'b2'));
    expect(delays()).toEqual({ a1: 605, b1: 30, b2: 0 });
  });

  it('are none when nothing failed, and nobody is called then', async () => {
    const { deliver, visibility, log } = visibilityFixture({ b1: new PermanentError('x') });
    expect(await deliver('a1', 'b1')).toEqual(failures());
    expect(visibility.calls).toEqual([]);
    expect(log.lines.map(({ code }) => code)).not.toContain('VISIBILITY_NOT_SET');
  });

  it('come again when the queue itself says so, if it does not accept the delay', async () => {
    const { deliver, visibility, log } = visibilityFixture({ a1: new RetryableError('x') });
    visibility.fails = true;
    expect(await deliver('a1', 'a2', 'b1')).toEqual(failures('a1', 'a2'));
    expect(log.lines.at(-1)).toEqual({
      level: 'warn',
      code: 'VISIBILITY_NOT_SET',
      fields: { module: 'any', count: 2, errorName: 'Error' },
    });
  });

  it('are left alone in an event that was made by hand, without receipt handles', async () => {
    const { handleRecords, visibility, log } = visibilityFixture({ a1: new RetryableError('x') });
    const { receiptHandle: _, ...record } = recordFor('a1');
    expect(await handleRecords(record)).toEqual(failures('a1'));
    expect(visibility.calls).toEqual([]);
    expect(log.lines.map(({ code }) => code)).not.toContain('VISIBILITY_NOT_SET');
  });

  it('come again soon, and uncounted, when it cannot be settled what becomes of them', async () => {
    const { deliver, delays, deadLetters, log } = visibilityFixture({ a1: new PermanentError('Jane Doe') });
    deadLetters.refuses = true;
    expect(await deliver('a1', 'a2')).toEqual(failures('a1', 'a2'));
    expect(delays()).toEqual({ a1: 30, a2: 0 });
    expect(log.lines.at(-1)).toEqual({
      level: 'error',
      code: 'EVENT_DEFERRED',
      fields: {
        module: 'any',
        messageId: 'a1',
        cause: 'UNEXPECTED',
        delaySeconds: 30,
        errorName: 'Error',
        step: 'settle',
      },
    });
  });

  it('come again, and are not sent to the DLQ, when their failures cannot be noted', async () => {
    const { handleRecords, claims, deadLetters } = visibilityFixture({ a1: new RetryableError('x') });
    claims.note = () => Promise.reject(Object.assign(new Error('x'), { $metadata: {} }));
    for (const receiveCount of [1, 2, 3, 4, 900]) {
      expect(await handleRecords(recordFor('a1', receiveCount))).toEqual(failures('a1'));
    }
    expect(deadLetters.letters).toEqual([]);
  });

  it('are a release, too, that cannot be processed', async () => {
    const { handleRecords, delays, deadLetters } = visibilityFixture();
    const entity = { type: 'call', id: 'c-1' };
    const release = releaseMessage('any', entity, instant('2023-10-27T15:00:00Z'));
    const message = { messageId: 'r1', sentMs: t0, ...release };
    expect(await handleRecords(recordOf(message, 1))).toEqual(failures('r1'));
    expect(delays()).toEqual({ r1: 30 });
    expect(await handleRecords(recordOf(message, 10))).toEqual(failures());
    expect(deadLetters.letters).toEqual([]);
  });
});
