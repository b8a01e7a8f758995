import type { Invocation } from '../../lambdas/guard/ports';
import { dueFixture, outcomeOf, withProcessor } from './due-fixture';
import { billing, calling, crmSync, guardedModule, openBreaker, processorOf, startMs } from './guard-fixture';

const { queueUrl } = crmSync;

describe('a probe that no message uses', () => {
  it('is returned when there is nothing to try, so that the next run looks again', async () => {
    const guard = dueFixture();

    await guard.run();

    expect(guard.breakerOf('crm')).toEqual({ ...openBreaker, retryAtMs: startMs + 30_000 });
    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'NOTHING_TO_TRY' }]);
  });

  it('goes on with the next message, whether the one before it was confirmed or not', async () => {
    const guard = dueFixture();
    const made = withProcessor(guard, 'crm');
    guard.queues.add(queueUrl, 'm-1', calling());
    guard.queues.add(queueUrl, 'm-2', calling('mailer'));
    guard.queues.add(queueUrl, 'm-3', calling('crm'));

    await guard.run();

    expect(made).toEqual(['mailer', 'crm']);
    expect(guard.queues.confirmed).toEqual(['m-1', 'm-3']);
    expect(outcomeOf(guard)).toMatchObject([{ reason: 'SUCCEEDED' }]);
  });

  it('lets the modules that call the dependency take turns', async () => {
    const other = guardedModule('crm-report', 'crm');
    const guard = dueFixture([crmSync, other]);
    for (const id of ['a-1', 'a-2']) guard.queues.add(queueUrl, id, calling());
    for (const id of ['b-1', 'b-2', 'b-3']) guard.queues.add(other.queueUrl, id, calling());

    await guard.run();

    expect(guard.queues.received).toEqual(['a-1', 'b-1', 'a-2', 'b-2', 'b-3']);
  });

  it('is returned when the time is up', async () => {
    const guard = dueFixture();
    guard.remainingMs = () => 60_000 - guard.functions.invocations.length * 25_000;
    for (const id of ['m-1', 'm-2', 'm-3']) guard.queues.add(queueUrl, id, calling());

    await guard.run();

    expect(guard.queues.confirmed).toEqual(['m-1', 'm-2']);
    expect(guard.breakerOf('crm')).toMatchObject({ kind: 'open', retryAtMs: startMs + 30_000 });
  });

  it('makes the next one wait when it has cost a message a delivery', async () => {
    const guard = dueFixture([billing]);
    guard.setBreaker('ledger', { ...openBreaker, retryAtMs: startMs + 3_600_000 });
    withProcessor(guard, 'crm');
    guard.queues.add(billing.queueUrl, 'm-1', calling('ledger', 'crm'));

    await guard.run();

    expect(guard.breakerOf('crm')).toMatchObject({ kind: 'open', retryAtMs: startMs + 60_000 });
    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'NOTHING_TO_TRY' }]);
  });

  it('does not try a message twice that comes again at once', async () => {
    const guard = dueFixture();
    guard.queues.add(queueUrl, 'm-1');
    guard.functions.react = async ({ Records: [{ messageId }] }) => {
      guard.queues.giveBack(messageId);
      return { kind: 'answered', answer: { batchItemFailures: [{ itemIdentifier: messageId }] } };
    };

    await guard.run();

    expect(guard.functions.invocations).toHaveLength(1);
  });

  it.each<[string, Invocation]>([
    ['is returned when the processor dies', { kind: 'crashed' }],
    ['is kept until it is lost when there is no answer', { kind: 'unanswered', errorName: 'TimeoutError' }],
  ])('%s', async (_, invocation) => {
    const guard = dueFixture();
    guard.queues.add(queueUrl, 'm-1');
    guard.queues.add(queueUrl, 'm-2');
    guard.functions.react = async () => invocation;

    await guard.run().catch(() => undefined);

    const kind = invocation.kind === 'crashed' ? 'open' : 'half-open';
    expect(guard.breakerOf('crm')).toMatchObject({ kind });
    expect(guard.queues.received).toEqual(['m-1']);
    expect(guard.queues.confirmed).toEqual([]);
    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'LOST' }]);
  });

  it('goes to the next module when a function cannot be invoked', async () => {
    const other = guardedModule('crm-report', 'crm');
    const guard = dueFixture([crmSync, other]);
    for (const id of ['a-1', 'a-2']) guard.queues.add(queueUrl, id, calling('crm'));
    guard.queues.add(other.queueUrl, 'b-1', calling());
    guard.queues.add(other.queueUrl, 'b-2', calling('crm'));
    const processor = processorOf(guard, { up: ['crm'], made: [] });
    guard.functions.react = async (event) =>
      event.Records[0].messageId.startsWith('a')
        ? { kind: 'refused', errorName: 'TooManyRequestsException' }
        : processor(event);

    await expect(guard.run()).rejects.toThrow('invoke (crm-sync): TooManyRequestsException');

    expect(guard.queues.received).toEqual(['a-1', 'b-1', 'b-2']);
    expect(guard.breakerOf('crm')).toMatchObject({ kind: 'closed' });
  });

  it('counts as used when the processor died after it had noted the outcome', async () => {
    const guard = dueFixture();
    const processor = processorOf(guard, { up: ['crm'], made: [] });
    guard.queues.add(queueUrl, 'm-1', calling('crm'));
    guard.functions.react = async (event) => {
      await processor(event);
      return { kind: 'crashed' };
    };

    await guard.run();

    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'SUCCEEDED' }]);
    expect(guard.queues.confirmed).toEqual([]);
    expect(guard.stateOf(crmSync)).toBe('enabled');
  });

  it('is lost when somebody else has taken it over', async () => {
    const guard = dueFixture();
    guard.queues.add(queueUrl, 'm-1');
    guard.functions.react = async () => {
      guard.setBreaker('crm', {
        kind: 'half-open',
        downSinceMs: startMs,
        cause: 'SUSPECTED',
        probeId: 'other',
        probeUntilMs: startMs + 90_000,
      });
      return { kind: 'answered', answer: null };
    };

    await guard.run();

    expect(outcomeOf(guard)).toEqual([{ dependency: 'crm', reason: 'LOST' }]);
    expect(guard.breakerOf('crm')).toMatchObject({ probeId: 'other' });
  });
});
