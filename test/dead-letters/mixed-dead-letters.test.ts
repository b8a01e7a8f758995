import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import { call, ids, eventIds } from './calls';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([agentPresence, callLifecycle, crmSync]);

const really = { dryRun: false, ratePerSecond: 300 };

describe('a DLQ with two hundred mixed messages', () => {
  it('gives back those of one cause, and nothing else', async () => {
    const { now } = fixture;
    const causes = ['TRANSIENT', 'SCHEMA', 'PERMANENT', 'TIMEOUT'] as const;
    const modules = ['agent-presence', 'call-lifecycle', 'crm-sync'] as const;
    const sent = ids(200).map((id, index) => {
      const entity = `x-${(index * 7) % 43}`;
      const module = modules[index % 3] ?? 'crm-sync';
      const login = { id, eventType: 'agent.login', timestamp: '2026-11-23T11:59:00Z', userId: entity };
      return {
        id,
        module,
        entity,
        cause: causes[(index * 5 + Math.floor(index / 9)) % 4] ?? 'SCHEMA',
        sketch: module === 'agent-presence' ? login : call(id, entity),
      };
    });
    for (const { module, sketch, cause } of sent) await now.giveUp(module, sketch, { cause });
    const wanted = sent.filter(({ cause }) => cause === 'TRANSIENT');
    const deadLetters = now.open();
    const shown = await deadLetters.redrive({ cause: 'TRANSIENT' });

    const report = await deadLetters.redrive({ cause: 'TRANSIENT' }, really);

    expect(shown).toMatchObject({ matched: wanted.length, redriven: 0 });
    expect(report).toMatchObject({ matched: wanted.length, redriven: wanted.length, skipped: 0, failed: 0 });
    for (const module of modules) {
      const own = sent.filter((letter) => letter.module === module);
      const queued = eventIds(await now.inQueue(module));
      const entityOf = (id: string) => own.find((letter) => letter.id === id)?.entity;
      const byEntity = [...Map.groupBy(queued, entityOf).values()];
      expect(queued.toSorted()).toStrictEqual(
        own.filter(({ cause }) => cause === 'TRANSIENT').map(({ id }) => id),
      );
      for (const group of byEntity) expect(group).toStrictEqual(group.toSorted());
      expect(eventIds(await now.inDlq(module)).toSorted()).toStrictEqual(
        own.filter(({ cause }) => cause !== 'TRANSIENT').map(({ id }) => id),
      );
    }
  });
});
