import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import type { Clock } from '../../tools/local/clock';
import { call, ids, eventIds } from './calls';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([callLifecycle, crmSync]);

const really = { dryRun: false, ratePerSecond: 300 };

describe('a redrive while a dependency is down', () => {
  const crmCall = (id: string) => call(id, id);

  it.each(['open', 'half-open'] as const)(
    'refuses the module whose breaker is %s, and serves the others',
    async (kind) => {
      const { now } = fixture;
      await now.giveUp('crm-sync', crmCall('crm-1'));
      await now.giveUp('call-lifecycle', call('e-1'));
      await now.setBreaker('crm', kind);

      const report = await now.open().redrive({}, really);

      expect(report.refused).toStrictEqual([{ module: 'crm-sync', dependency: 'crm', breaker: kind }]);
      expect(report).toMatchObject({ ended: 'completed', matched: 1, redriven: 1 });
      expect(await now.inQueue('crm-sync')).toStrictEqual([]);
      expect(eventIds(await now.inDlq('crm-sync'))).toStrictEqual(['crm-1']);
      expect(eventIds(await now.inQueue())).toStrictEqual(['e-1']);
    },
  );

  it('goes on where the breaker is closed again', async () => {
    const { now } = fixture;
    await now.giveUp('crm-sync', crmCall('crm-1'));
    await now.setBreaker('crm', 'closed');

    expect(await now.open().redrive({ module: 'crm-sync' }, really)).toMatchObject({
      redriven: 1,
      refused: [],
    });
  });

  it('says in a dry run what it would refuse, and shows what would match', async () => {
    const { now } = fixture;
    await now.giveUp('crm-sync', crmCall('crm-1'));
    await now.setBreaker('crm', 'open');

    expect(await now.open().redrive({ module: 'crm-sync' })).toMatchObject({
      matched: 1,
      refused: [{ module: 'crm-sync', dependency: 'crm', breaker: 'open' }],
    });
  });

  it('stops when the breaker opens on the way, and loses nothing', async () => {
    const { now } = fixture;
    for (const id of ids(5)) await now.giveUp('crm-sync', crmCall(id));
    await now.giveUp('call-lifecycle', call('e-1'));
    let copies = 0;
    const openAfterTwo = async (clock: Clock): Promise<Clock> => ({
      now: () => clock.now(),
      schedule: (delayMs, action) => {
        copies += 1;
        const opened = copies === 2 ? now.setBreaker('crm', 'open') : Promise.resolve();
        void opened.then(() => clock.schedule(delayMs, action));
        return () => undefined;
      },
    });
    const clock = await openAfterTwo(now.jumpingClock);

    const report = await now.open({ clock }).redrive({ module: 'crm-sync' }, really);

    expect(report).toMatchObject({
      matched: 3,
      redriven: 2,
      failed: 0,
      refused: [{ module: 'crm-sync', dependency: 'crm', breaker: 'open' }],
    });
    expect(report.letters[2]?.result).toMatchObject({ kind: 'refused' });
    expect(eventIds(await now.inQueue('crm-sync'))).toStrictEqual(['e-000', 'e-001']);
    expect(eventIds(await now.inDlq('crm-sync'))).toStrictEqual(['e-002', 'e-003', 'e-004']);
  });
});
