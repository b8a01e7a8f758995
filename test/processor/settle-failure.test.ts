import { failureCauses } from '../../lambdas/contract/failure-cause';
import {
  DeferredError,
  DependencyFailedError,
  DependencyUnavailableError,
  PermanentError,
  RetryableError,
} from '../../lambdas/core/failure/errors';
import { failing, record, settlingFixture, t0 } from './settling-fixture';

describe('a failure that counts', () => {
  it('is noted on the claim, and tried again after half a minute and then three', async () => {
    const { settle, pass, failures, log, metrics, deadLetters } = await settlingFixture();
    expect(await settle(new RetryableError('x'))).toEqual({
      kind: 'again',
      delaySeconds: 30,
      isCounted: true,
    });
    pass(30);
    expect(await settle(new TypeError('x'))).toEqual({ kind: 'again', delaySeconds: 180, isCounted: true });
    expect(failures()).toEqual([t0, t0 + 30_000]);
    expect(deadLetters.letters).toEqual([]);
    expect(metrics.counts).toEqual({ EventFailed: 2 });
    expect(log.lines).toEqual([
      {
        level: 'error',
        code: 'EVENT_FAILED',
        fields: {
          module: 'crm-sync',
          source: 'genesys',
          eventId: 'e-1',
          eventType: 'call.dispositioned',
          messageId: 'm-1',
          entityHash: 'g-1',
          receiveCount: 1,
          errorName: 'RetryableError',
          cause: 'TRANSIENT',
          delaySeconds: 30,
        },
      },
      expect.objectContaining({
        fields: expect.objectContaining({ errorName: 'TypeError', cause: 'UNEXPECTED', delaySeconds: 180 }),
      }),
    ]);
  });

  it('sends the event to the DLQ the third time, with all that is known of it', async () => {
    const { settle, pass, deadLetters, outcome, metrics, log } = await settlingFixture();
    for (const seconds of [30, 180]) {
      await settle(new RetryableError('x'));
      pass(seconds);
    }
    expect(await settle(new RetryableError('x'), { tries: 17 })).toEqual({ kind: 'dead-lettered' });
    expect(deadLetters.letters).toEqual([
      {
        record,
        module: 'crm-sync',
        cause: 'TRANSIENT',
        errorName: 'RetryableError',
        attempts: 3,
        firstFailedAt: '2023-10-27T15:00:00.000000000Z',
        lastFailedAt: '2023-10-27T15:03:30.000000000Z',
        entityType: 'call',
        event: { id: 'e-1', type: 'call.dispositioned' },
      },
    ]);
    expect(outcome()).toEqual({ outcome: 'dead-lettered', at: '2023-10-27T15:03:30.000000000Z' });
    expect(metrics.counts).toMatchObject({ EventFailed: 3, EventDeadLettered: 1 });
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      code: 'EVENT_DEAD_LETTERED',
      fields: { cause: 'TRANSIENT', attempts: 3, eventId: 'e-1', entityHash: 'g-1' },
    });
  });

  it('is one of as many as the module allows', async () => {
    const { settle, deadLetters } = await settlingFixture();
    const once = { module: { ...failing, maxAttempts: 1 } };
    expect(await settle(new RetryableError('x'), once)).toEqual({ kind: 'dead-lettered' });
    expect(deadLetters.letters).toMatchObject([{ attempts: 1 }]);
  });

  it('starts anew when the event comes back from the DLQ', async () => {
    const { settle, pass, deadLetters } = await settlingFixture();
    await settle(new PermanentError('x'));
    pass(86_400);
    expect(await settle(new RetryableError('x'))).toMatchObject({ kind: 'again', delaySeconds: 30 });
    pass(30);
    await settle(new RetryableError('x'));
    pass(180);
    await settle(new RetryableError('x'));
    expect(deadLetters.letters).toMatchObject([
      { attempts: 1 },
      { attempts: 3, firstFailedAt: '2023-10-28T15:00:00.000000000Z' },
    ]);
  });

  it('waits as long as the other side asked', async () => {
    const { settle } = await settlingFixture();
    const asked = new RetryableError('x', { retryAfterSeconds: 300 });
    expect(await settle(asked)).toEqual({ kind: 'again', delaySeconds: 305, isCounted: true });
  });

  it.each([Number.NaN, -300, Number.POSITIVE_INFINITY])(
    'waits a time that a queue accepts, whatever it was asked: %d',
    async (retryAfterSeconds) => {
      const { settle } = await settlingFixture();
      const settlement = await settle(new RetryableError('x', { retryAfterSeconds }));
      const delaySeconds = settlement.kind === 'again' ? settlement.delaySeconds : undefined;
      expect(delaySeconds).toBeGreaterThanOrEqual(0);
      expect(delaySeconds).toBeLessThanOrEqual(43_200);
    },
  );

  it('is counted by the deliveries of an event whose claim is gone', async () => {
    const { settle, claims, deadLetters } = await settlingFixture();
    claims.claims.clear();
    expect(await settle(new TypeError('x'), { tries: 1 })).toMatchObject({ delaySeconds: 30 });
    expect(await settle(new TypeError('x'), { tries: 2 })).toMatchObject({ delaySeconds: 180 });
    expect(await settle(new TypeError('x'), { tries: 3 })).toEqual({ kind: 'dead-lettered' });
    expect(deadLetters.letters).toMatchObject([{ attempts: 3 }]);
  });
});

describe('a failure that is final', () => {
  it('sends the event to the DLQ at once', async () => {
    const { settle, deadLetters, outcome } = await settlingFixture();
    expect(await settle(new PermanentError('x'))).toEqual({ kind: 'dead-lettered' });
    expect(deadLetters.letters).toMatchObject([
      { cause: 'PERMANENT', attempts: 1, errorName: 'PermanentError' },
    ]);
    expect(outcome()).toMatchObject({ outcome: 'dead-lettered' });
  });

  it('tells since when the event has failed', async () => {
    const { settle, pass, deadLetters } = await settlingFixture();
    await settle(new RetryableError('x'));
    pass(30);
    await settle(Object.assign(new Error('x'), { status: 422 }));
    expect(deadLetters.letters).toMatchObject([
      {
        cause: 'REJECTED',
        attempts: 2,
        firstFailedAt: '2023-10-27T15:00:00.000000000Z',
        lastFailedAt: '2023-10-27T15:00:30.000000000Z',
      },
    ]);
  });

  it('names a message that holds no event by its group only', async () => {
    const { settle, deadLetters, log } = await settlingFixture();
    await settle(new PermanentError('x'), { event: undefined });
    expect(deadLetters.letters[0]).not.toHaveProperty('event');
    expect(log.lines.at(-1)?.fields).not.toHaveProperty('eventId');
  });

  it.each(['', 'Tür\u0000', 'x'.repeat(100_000)])(
    'has a cause that is on the list, whatever was thrown',
    async (name) => {
      const { settle, deadLetters } = await settlingFixture();
      const error = Object.assign(new PermanentError('x'), { name });
      await settle(error);
      expect(failureCauses).toContain(deadLetters.letters[0]?.cause);
    },
  );
});

describe('a failure that does not count', () => {
  it.each<[string, Error, number]>([
    ['a store that is down', Object.assign(new Error('x'), { $metadata: {} }), 30],
    ['somebody else at work', new DeferredError('x'), 10],
    ['a dependency that is down', new DependencyUnavailableError('crm'), 60],
  ])('is not noted: %s', async (_, error, delaySeconds) => {
    const { settle, failures, metrics, log } = await settlingFixture();
    for (let delivery = 0; delivery < 50; delivery += 1) {
      expect(await settle(error)).toEqual({ kind: 'again', delaySeconds, isCounted: false });
    }
    expect(failures()).toEqual([]);
    expect(metrics.counts).toEqual({ EventDeferred: 50 });
    expect(log.lines[0]).toMatchObject({ level: 'warn', code: 'EVENT_DEFERRED', fields: { delaySeconds } });
  });

  it('is one of a dependency that somebody else has found to be down', async () => {
    const { settle, failures, breakers, deadLetters, log } = await settlingFixture();
    await breakers.suspect('crm');
    for (let delivery = 0; delivery < 5; delivery += 1) {
      expect(await settle(new DependencyFailedError('crm', {}))).toMatchObject({ isCounted: false });
    }
    expect(failures()).toEqual([]);
    expect(deadLetters.letters).toEqual([]);
    expect(log.lines.at(-1)).toMatchObject({ fields: { dependency: 'crm', cause: 'DEPENDENCY_FAILED' } });
  });
});
