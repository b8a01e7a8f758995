import { releaseMessage } from '../../lambdas/core/release-message';
import { dueCall, dueCalls, nowMs, releaseFixture } from './release-fixture';

describe('a run of the release function', () => {
  it('sends the release message of every entity that is due, and of no other', async () => {
    const release = releaseFixture();
    const [late, justDue] = [dueCall('c-1', 60_000), dueCall('c-2', 1000)];
    release.due.add('calls', late, justDue, dueCall('c-3', 999));

    await release.run();

    const expected = [late, justDue].map(({ entity, dueAt }) => releaseMessage('calls', entity, dueAt));
    expect(release.queues.sent).toHaveLength(2);
    expect(release.queues.sent).toEqual(
      expect.arrayContaining(expected.map((message) => ({ module: 'calls', ...message }))),
    );
  });

  it('leaves the entities of other modules to their own runs', async () => {
    const release = releaseFixture();
    release.due.add('crm', dueCall('c-1'));

    await release.run();
    expect(release.queues.sent).toEqual([]);
    await release.run({ module: 'crm' });

    expect(release.queues.sent).toMatchObject([{ module: 'crm' }]);
  });

  it('finds every entity, whichever shard and page it is on', async () => {
    const release = releaseFixture(7);
    release.due.add('calls', ...dueCalls(1000));

    await release.run();

    expect(new Set(release.queues.sent.map(({ groupId }) => groupId)).size).toBe(1000);
    expect(release.queues.sent).toHaveLength(1000);
  });

  it('sends ten messages a call', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(3200));
    await release.run();
    expect(release.queues.calls).toBeLessThanOrEqual(3200 / 10 + 16);
  });

  it('asks all shards when nothing is due, and sends nothing', async () => {
    const release = releaseFixture();
    await release.run();
    expect(release.due.pagesRead.toSorted((a, b) => a - b)).toEqual([...Array(16).keys()]);
    expect(release.queues.calls).toBe(0);
    expect(release.metrics.counts).toEqual({});
  });

  it('says how many it sent', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(25));
    release.queues.latency = async () => {
      release.clock.nowMs = nowMs + 120;
    };

    await release.run();

    expect(release.log.lines).toEqual([
      { level: 'info', code: 'RELEASES_SENT', fields: { module: 'calls', count: 25, durationMs: 120 } },
    ]);
    expect(release.metrics.counts).toEqual({ ReleaseSent: 25 });
    expect(release.metrics.flushedDimensions).toEqual([{ module: 'calls' }]);
  });

  it('begins with another shard every minute, and with each of them in sixteen', async () => {
    const release = releaseFixture();
    const firstShards = new Set<number | undefined>();
    for (let minute = 0; minute < 16; minute += 1) {
      release.due.pagesRead.length = 0;
      await release.run();
      firstShards.add(release.due.pagesRead[0]);
      release.clock.nowMs += 60_000;
    }
    expect(firstShards.size).toBe(16);
  });
});

describe('the input of the release function', () => {
  it.each([
    ['an unknown module', { module: 'agent-presence' }, '{"module":"agent-presence"}'],
    ['no module', {}, '{}'],
    ['nothing', null, 'null'],
    ['a list of modules', { module: ['calls'] }, '{"module":["calls"]}'],
  ])('is refused when it names %s, with what is allowed', async (_, event, quoted) => {
    const release = releaseFixture();
    await expect(release.run(event)).rejects.toMatchObject({
      name: 'UnknownModuleError',
      message: expect.stringMatching(/ \(calls, crm\); name one, as in \{"module":"call-lifecycle"\}\.$/),
    });
    await expect(release.run(event)).rejects.toThrow(quoted);
    expect(release.due.pagesRead).toEqual([]);
  });
});
