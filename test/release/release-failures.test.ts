import type { OutgoingRelease } from '../../lambdas/core/release-message';
import type { RefusedRelease } from '../../lambdas/release/ports';
import { dueCall, dueCalls, releaseFixture } from './release-fixture';

const refuse = (
  [message]: readonly OutgoingRelease[],
  errorName: string,
  isRetryable: boolean,
): RefusedRelease[] => (message ? [{ message, errorName, isRetryable }] : []);

describe('a message that the queue refuses', () => {
  it('is sent once more, alone, when that can help', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(5));
    const sizes: number[] = [];
    const refused = new Set<string>();
    release.queues.react = (messages) => {
      sizes.push(messages.length);
      const fresh = messages.filter(({ groupId }) => !refused.has(groupId));
      for (const { groupId } of fresh.slice(0, 1)) refused.add(groupId);
      return refuse(fresh, 'InternalError', true);
    };

    await release.run();

    expect(new Set(release.queues.sent.map(({ groupId }) => groupId)).size).toBe(5);
    expect(release.queues.sent).toHaveLength(5);
    expect(sizes.filter((size) => size === 1).length).toBeGreaterThanOrEqual(refused.size);
    expect(release.log.lines).toMatchObject([{ level: 'info', fields: { count: 5 } }]);
  });

  it('is sent twice and no more, and then reported', async () => {
    const release = releaseFixture();
    release.due.add('calls', dueCall('c-1'));
    release.queues.react = (messages) => refuse(messages, 'InternalError', true);

    await expect(release.run()).rejects.toMatchObject({
      name: 'ReleaseIncompleteError',
      module: 'calls',
      summary: { sent: 0, failed: 1, unreadShards: 0 },
    });

    expect(release.queues.calls).toBe(2);
  });

  it('is not sent again when it is the message that is at fault', async () => {
    const release = releaseFixture();
    release.due.add('calls', dueCall('c-1'));
    release.queues.react = (messages) => refuse(messages, 'InvalidMessageContents', false);

    await expect(release.run()).rejects.toThrow('InvalidMessageContents in the step "send"');

    expect(release.queues.calls).toBe(1);
  });

  it('is reported although another one of the same call was taken the second time', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(1000));
    let calls = 0;
    release.queues.react = ([first, second]) =>
      (calls += 1) === 1 && first && second
        ? [
            { message: first, errorName: 'InvalidMessageContents', isRetryable: false },
            { message: second, errorName: 'InternalError', isRetryable: true },
          ]
        : [];

    await expect(release.run()).rejects.toMatchObject({ summary: { sent: 999, failed: 1 } });

    expect(release.queues.sent).toHaveLength(999);
  });

  it('does not keep the others from being sent and counted', async () => {
    const release = releaseFixture(10);
    release.due.add('calls', ...dueCalls(1000));
    let calls = 0;
    release.queues.react = (messages) =>
      (calls += 1) === 3 ? refuse(messages, 'InvalidMessageContents', false) : [];

    await expect(release.run()).rejects.toThrow('999 sent, 1 not');

    expect(release.queues.sent).toHaveLength(999);
    expect(release.metrics.counts).toEqual({ ReleaseSent: 999 });
    expect(release.log.lines).toMatchObject([
      {
        level: 'error',
        code: 'RELEASES_SENT',
        fields: { count: 999, reason: 'INCOMPLETE', step: 'send', errorName: 'InvalidMessageContents' },
      },
    ]);
  });
});

describe('a call that fails as a whole', () => {
  it('counts all its messages as not sent, and the next calls are made', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(1000));
    let calls = 0;
    release.queues.react = () => {
      if ((calls += 1) === 1) throw new RangeError('c-7 cannot be sent');
      return [];
    };

    const failure = await release.run().catch((error: unknown) => error);

    expect(failure).toMatchObject({ summary: { firstFailure: { step: 'send', errorName: 'RangeError' } } });
    expect(release.queues.sent.length).toBeGreaterThanOrEqual(990);
    expect(String(failure)).not.toContain('c-7');
    expect(failure).not.toHaveProperty('cause');
  });
});

describe('a shard that cannot be read', () => {
  it('does not keep the others from being released, and is reported', async () => {
    const release = releaseFixture(10);
    release.due.add('calls', ...dueCalls(1000));
    release.due.failingShards.add(3).add(9);

    await expect(release.run()).rejects.toThrow('2 shard(s) of the due index not read');

    expect(release.queues.sent.length).toBeGreaterThan(700);
    expect(release.log.lines).toMatchObject([
      { level: 'error', fields: { reason: 'INCOMPLETE', step: 'read', errorName: 'Error' } },
    ]);
  });

  it('is reported too when single items on it are no entities', async () => {
    const release = releaseFixture();
    release.due.unreadable = 1;
    await expect(release.run()).rejects.toMatchObject({
      summary: { failed: 16, firstFailure: { step: 'read', errorName: 'UnreadableItem' } },
    });
  });
});
