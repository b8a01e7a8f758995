import { DependencyFailedError, PermanentError } from '../../lambdas/core/failure/errors';
import { settlingFixture } from './settling-fixture';

describe('an event that fails with a dependency', () => {
  const failed = new DependencyFailedError('crm', {});

  const failTwice = async ({ settle, pass }: Awaited<ReturnType<typeof settlingFixture>>): Promise<void> => {
    expect(await settle(failed)).toMatchObject({ kind: 'again', delaySeconds: 30, isCounted: true });
    pass(30);
    expect(await settle(failed)).toMatchObject({ kind: 'again', delaySeconds: 180, isCounted: true });
  };

  it('opens the breaker with its last failure when nobody has heard from it since', async () => {
    const fixture = await settlingFixture();
    await fixture.answer();
    fixture.pass(1);
    await failTwice(fixture);
    fixture.pass(180);
    expect(await fixture.settle(failed)).toEqual({ kind: 'again', delaySeconds: 60, isCounted: false });
    expect(fixture.breakerStore.records.get('crm')?.breaker).toMatchObject({
      kind: 'open',
      cause: 'SUSPECTED',
    });
    expect(fixture.deadLetters.letters).toEqual([]);
    expect(fixture.notices.told).toEqual(['crm']);
  });

  it('opens it as well when the dependency was heard of before the last failure but one only', async () => {
    const fixture = await settlingFixture();
    await fixture.settle(failed);
    fixture.pass(29);
    await fixture.answer();
    fixture.pass(1);
    await fixture.settle(failed);
    fixture.pass(180);
    expect(await fixture.settle(failed)).toMatchObject({ isCounted: false });
    expect(fixture.deadLetters.letters).toEqual([]);
  });

  it('ends in the DLQ when the dependency has answered others meanwhile', async () => {
    const fixture = await settlingFixture();
    await failTwice(fixture);
    fixture.pass(90);
    await fixture.answer();
    fixture.pass(90);
    expect(await fixture.settle(failed)).toEqual({ kind: 'dead-lettered' });
    expect(fixture.deadLetters.letters).toMatchObject([{ cause: 'DEPENDENCY_FAILED', attempts: 3 }]);
    expect(fixture.breakerStore.calls.written).toBe(0);
  });
});

describe('when an event cannot be settled', () => {
  it('because the DLQ refuses it, it is neither done nor noted as dead-lettered', async () => {
    const { settle, deadLetters, outcome, metrics } = await settlingFixture();
    deadLetters.refuses = true;
    await expect(settle(new PermanentError('x'))).rejects.toThrow('refuses');
    expect(outcome()).toBeUndefined();
    expect(metrics.counts).not.toHaveProperty('EventDeadLettered');
  });

  it('because its failure cannot be noted, it is not counted and not given up', async () => {
    const { settle, claims, deadLetters, failures } = await settlingFixture();
    const noting = claims.note.bind(claims);
    claims.note = () => Promise.reject(new Error('The table is throttled.'));
    for (let delivery = 0; delivery < 5; delivery += 1) {
      await expect(settle(new TypeError('x'))).rejects.toThrow('throttled');
    }
    await expect(settle(new PermanentError('x'))).rejects.toThrow('throttled');
    claims.note = noting;
    expect(failures()).toEqual([]);
    expect(deadLetters.letters).toEqual([]);
  });

  it('because its outcome cannot be noted, it is in the DLQ and comes again', async () => {
    const { settle, claims, deadLetters } = await settlingFixture();
    claims.record = () => Promise.reject(new Error('The table is throttled.'));
    await expect(settle(new PermanentError('x'))).rejects.toThrow('throttled');
    expect(deadLetters.letters).toHaveLength(1);
  });
});

describe('a release that fails', () => {
  it('is tried again ten times and then let go, and never ends in the DLQ', async () => {
    const { release, deadLetters, metrics } = await settlingFixture();
    const throttled = Object.assign(new Error('x'), { $metadata: {} });
    const results = Array.from({ length: 10 }, (_, index) => release(throttled, index + 1));
    expect(results.map(({ kind }) => kind)).toEqual([...Array<string>(9).fill('again'), 'done']);
    expect(results[0]).toEqual({ kind: 'again', delaySeconds: 30 });
    expect(deadLetters.letters).toEqual([]);
    expect(metrics.counts).toEqual({ EventDeferred: 10 });
  });

  it.each([new PermanentError('x'), new TypeError('x')])(
    'does so whatever it fails with: %s',
    async (error) => {
      const { release, deadLetters, failures, log } = await settlingFixture();
      expect(release(error, 1)).toMatchObject({ kind: 'again' });
      expect(deadLetters.letters).toEqual([]);
      expect(failures()).toEqual([]);
      expect(log.lines).toMatchObject([
        { level: 'warn', code: 'EVENT_DEFERRED', fields: { reason: 'RELEASE', errorName: error.name } },
      ]);
    },
  );
});
