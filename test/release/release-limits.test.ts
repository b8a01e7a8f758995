import { dueCalls, nowMs, releaseFixture, type ReleaseFixture } from './release-fixture';

/** The fixture on a clock that jest moves, with 50 seconds to run in. */
const onVirtualTime = (pageSize?: number): ReleaseFixture => {
  jest.useFakeTimers({ now: nowMs });
  const release = releaseFixture(pageSize);
  release.remainingMs = () => nowMs + 50_000 - Date.now();
  return release;
};

const takes = (ms: number) => (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

afterEach(() => {
  jest.useRealTimers();
});

describe('a hundred thousand due entities', () => {
  it('are sent within 50 seconds when every call takes ten milliseconds', async () => {
    const release = onVirtualTime();
    release.due.add('calls', ...dueCalls(100_000));
    release.due.latency = takes(10);
    release.queues.latency = takes(10);

    const running = release.run();
    await jest.advanceTimersByTimeAsync(45_000);
    await running;

    expect(release.queues.sent).toHaveLength(100_000);
    expect(release.log.lines).toMatchObject([{ level: 'info', fields: { count: 100_000 } }]);
  });

  it('are never more than a page of each of four shards in memory, and 32 calls at once', async () => {
    const release = onVirtualTime(100);
    release.due.add('calls', ...dueCalls(20_000));
    let mostHeld = 0;
    release.queues.latency = () => {
      mostHeld = Math.max(mostHeld, release.due.entitiesRead - release.queues.sent.length);
      return takes(10)();
    };

    const running = release.run();
    await jest.advanceTimersByTimeAsync(45_000);
    await running;

    expect(release.queues.sent).toHaveLength(20_000);
    expect(mostHeld).toBeLessThanOrEqual(4 * 100);
    expect(release.queues.mostCallsAtOnce).toBe(32);
  });
});

describe('when the time runs out', () => {
  it('no further page is asked for, and the line says why', async () => {
    const release = releaseFixture(10);
    release.due.add('calls', ...dueCalls(10_000));
    release.remainingMs = () => (release.queues.calls < 20 ? 5000 : 4999);

    await release.run();

    expect(release.due.pagesRead.length).toBeLessThan(30);
    expect(release.queues.calls).toBeLessThan(30);
    expect(release.log.lines).toMatchObject([
      {
        level: 'warn',
        code: 'RELEASES_SENT',
        fields: { count: release.queues.sent.length, reason: 'TIME_UP' },
      },
    ]);
  });

  it('the rest of a page is left out too', async () => {
    const release = releaseFixture(1000);
    release.due.add('calls', ...dueCalls(16_000));
    release.remainingMs = () => (release.queues.calls < 40 ? 5000 : 4999);
    await release.run();
    expect(release.queues.calls).toBeLessThan(40 + 32);
    expect(release.log.lines).toMatchObject([{ fields: { reason: 'TIME_UP' } }]);
  });

  it('nothing that was refused is sent again', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(1));
    release.queues.react = (messages) => {
      release.remainingMs = () => 4999;
      return messages.map((message) => ({ message, errorName: 'InternalError', isRetryable: true }));
    };
    await expect(release.run()).rejects.toThrow('1 not');
    expect(release.queues.calls).toBe(1);
  });

  it('a run that had read everything by then says nothing of it', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(5));
    const isDone = (): boolean => release.due.pagesRead.length === 16 && release.queues.sent.length === 5;
    release.remainingMs = () => (isDone() ? 4999 : 5000);
    await release.run();
    expect(release.log.lines).toMatchObject([{ level: 'info', fields: { count: 5 } }]);
  });

  it('every entity has its turn within sixteen minutes, however little time each of them has', async () => {
    const release = releaseFixture();
    release.due.add('calls', ...dueCalls(160));
    for (let minute = 0; minute < 16; minute += 1) {
      const before = release.queues.calls;
      release.remainingMs = () => (release.queues.calls < before + 6 ? 5000 : 4999);
      await release.run();
      release.clock.nowMs += 60_000;
    }
    expect(new Set(release.queues.sent.map(({ groupId }) => groupId)).size).toBe(160);
  });
});
