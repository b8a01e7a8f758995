import { dueFixture, outcomeOf, withProcessor } from './due-fixture';
import { billing, calling, crmSync, notice, openBreaker, startMs } from './guard-fixture';

const { queueUrl } = crmSync;

describe('a dependency that has been left alone long enough', () => {
  it('is tried with one message, and its module resumed in the same run when it answers', async () => {
    const guard = dueFixture();
    const made = withProcessor(guard, 'crm');
    guard.queues.add(queueUrl, 'm-1', calling('crm'));
    guard.queues.add(queueUrl, 'm-2', calling('crm'));

    await guard.run();

    expect(made).toEqual(['crm']);
    expect(guard.queues.received).toEqual(['m-1']);
    expect(guard.queues.confirmed).toEqual(['m-1']);
    expect(guard.breakerOf('crm')).toEqual({ kind: 'closed', closedAtMs: startMs + 30_000 });
    expect(guard.stateOf(crmSync)).toBe('enabled');
    expect(guard.notes.notes.size).toBe(0);
  });

  it('is told of: with its outcome, and counted', async () => {
    const guard = dueFixture();
    withProcessor(guard, 'crm');
    guard.queues.add(queueUrl, 'm-1', calling('crm'));

    await guard.run(notice);

    expect(guard.codes()).toEqual(['BREAKER_PROBED', 'MODULE_RESUMED']);
    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'SUCCEEDED' }]);
    expect(guard.metrics.counts).toEqual({ BreakerProbed: 1, ModuleResumed: 1 });
    expect(guard.metrics.flushedDimensions).toEqual([{ dependency: 'crm' }, { module: 'crm-sync' }]);
  });

  it('is left alone again, and its message given back, when it does not answer', async () => {
    const guard = dueFixture();
    const made = withProcessor(guard);
    guard.queues.add(queueUrl, 'm-1', calling('crm'));
    guard.queues.add(queueUrl, 'm-2', calling('crm'));

    await guard.run();

    expect(made).toEqual(['crm']);
    expect(guard.queues.received).toEqual(['m-1']);
    expect(guard.queues.confirmed).toEqual([]);
    expect(guard.breakerOf('crm')).toMatchObject({ kind: 'open', retryAtMs: startMs + 60_000 });
    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'FAILED' }]);
  });

  it('is given to the function as an SQS event with the probe beside it', async () => {
    const guard = dueFixture();
    guard.queues.add(queueUrl, 'm-1', calling('crm'));

    await guard.run();

    expect(guard.functions.invocations).toMatchObject([
      {
        functionName: 'crm-sync-function',
        event: {
          Records: [{ messageId: 'm-1', body: '{"calls":["crm"]}', eventSourceARN: crmSync.queueArn }],
          probe: { dependency: 'crm', id: 'id-1' },
        },
        waitMs: 50_000,
      },
    ]);
  });

  it('is tried by nobody else for as long as this run can last', async () => {
    const guard = dueFixture();
    let during: unknown;
    guard.remainingMs = () => 45_000;
    guard.functions.react = async () => {
      during = guard.breakerOf('crm');
      return { kind: 'answered', answer: null };
    };
    guard.queues.add(queueUrl, 'm-1');

    await guard.run();

    expect(during).toMatchObject({ kind: 'half-open', probeId: 'id-1', probeUntilMs: startMs + 75_000 });
  });

  it('is not tried a millisecond before', async () => {
    const guard = dueFixture();
    guard.clock.nowMs -= 1;
    guard.queues.add(queueUrl, 'm-1');
    await guard.run();
    expect(guard.queues.received).toEqual([]);
    expect(guard.breakerOf('crm')).toEqual(openBreaker);
  });

  it('is not tried with too little time', async () => {
    const guard = dueFixture();
    guard.remainingMs = () => 19_999;
    guard.queues.add(queueUrl, 'm-1');
    await guard.run();
    expect(guard.queues.received).toEqual([]);
    expect(outcomeOf(guard)).toEqual([]);
    expect(guard.breakerOf('crm')).toEqual(openBreaker);
  });

  it.each([
    ['is not while another has the probe', 29_999, 0],
    ['is tried when the probe of another is lost', 30_000, 1],
  ])('%s', async (_, laterMs, received) => {
    const guard = dueFixture();
    const { downSinceMs, cause } = { downSinceMs: startMs, cause: 'SUSPECTED' as const };
    const probeUntilMs = startMs + 60_000;
    guard.setBreaker('crm', { kind: 'half-open', downSinceMs, cause, probeId: 'other', probeUntilMs });
    guard.clock.nowMs += laterMs;
    withProcessor(guard, 'crm');
    guard.queues.add(queueUrl, 'm-1', calling('crm'));

    await guard.run();

    expect(guard.queues.received).toHaveLength(received);
  });

  it('is never tried with the messages of a module that an operator has disabled', async () => {
    const guard = dueFixture();
    guard.notes.notes.clear();
    guard.queues.add(queueUrl, 'm-1');

    await guard.run();

    expect(guard.queues.received).toEqual([]);
    expect(guard.breakerOf('crm')).toEqual(openBreaker);
  });

  it('is tried although the mapping could not be disabled', async () => {
    const guard = dueFixture();
    guard.mappings.states.set(crmSync.mappingId, 'enabled');
    guard.mappings.setEnabled = () => Promise.reject(new Error('forbidden'));
    const made = withProcessor(guard, 'crm');
    guard.queues.add(queueUrl, 'm-1', calling('crm'));

    await expect(guard.run()).rejects.toThrow('pause (crm-sync)');

    expect(made).toEqual(['crm']);
  });
});

describe('the answer of a processor', () => {
  it.each([
    ['none', undefined, true],
    ['null', null, true],
    ['an empty object', {}, true],
    ['an empty list', { batchItemFailures: [] }, true],
    ['no list', { batchItemFailures: null }, true],
    ['its message', { batchItemFailures: [{ itemIdentifier: 'm-1' }] }, false],
    ['another message', { batchItemFailures: [{ itemIdentifier: 'x' }] }, false],
    ['something else', { batchItemFailures: 'no' }, false],
    ['a text', 'done', false],
  ])(
    'that is or names %s confirms the message or does not, as for Lambda',
    async (_, answer, isConfirmed) => {
      const guard = dueFixture();
      guard.queues.add(queueUrl, 'm-1');
      guard.functions.react = async () => ({ kind: 'answered', answer });

      await guard.run();

      expect(guard.queues.confirmed).toEqual(isConfirmed ? ['m-1'] : []);
    },
  );
});

describe('a module that depends on two systems', () => {
  it('is probed for each of them, and resumed when both answer', async () => {
    const guard = dueFixture([billing]);
    guard.setBreaker('ledger', openBreaker);
    const made = withProcessor(guard, 'crm', 'ledger');
    guard.queues.add(billing.queueUrl, 'm-1', calling('crm'));
    guard.queues.add(billing.queueUrl, 'm-2', calling('ledger'));
    guard.queues.add(billing.queueUrl, 'm-3', calling('crm'));
    guard.queues.add(billing.queueUrl, 'm-4', calling('ledger'));

    for (let minute = 0; minute < 6 && guard.stateOf(billing) === 'disabled'; minute += 1) {
      await guard.run();
      guard.clock.nowMs += 60_000;
      for (const id of guard.queues.received) guard.queues.giveBack(id);
    }

    expect(guard.stateOf(billing)).toBe('enabled');
    expect(made.filter((name) => name === 'crm').length).toBeGreaterThan(0);
  });

  it('stays paused when only one of them answers', async () => {
    const guard = dueFixture([billing]);
    guard.setBreaker('ledger', { ...openBreaker, retryAtMs: startMs + 3_600_000 });
    withProcessor(guard, 'crm');
    guard.queues.add(billing.queueUrl, 'm-1', calling('crm'));

    await guard.run();

    expect(guard.breakerOf('crm')).toMatchObject({ kind: 'closed' });
    expect(guard.stateOf(billing)).toBe('disabled');
  });
});
