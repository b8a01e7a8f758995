import type { IndependentModule } from '../../lambdas/processor/feature-module';
import { deliver, moduleEvent, ModuleRun } from '../module-kit';

const startsAt = '2023-10-27T14:00:00Z';
const audited = (id: string) => moduleEvent({ id, eventType: 'audit', timestamp: startsAt });

const handling = (fails = 0) => {
  const handled: string[] = [];
  let left = fails;
  const module: IndependentModule = {
    manifest: { name: 'audit', description: 'Audits.', policy: 'none', types: ['audit'] },
    handle: async ({ id }, { idempotencyKey }) => {
      if (left > 0) {
        left -= 1;
        throw new Error('not now');
      }
      handled.push(`${id} ${idempotencyKey}`);
    },
  };
  return { handled, module };
};

describe('a processor with the policy none', () => {
  it('handles each event once, however often it is delivered', async () => {
    const { handled, module } = handling();
    const run = new ModuleRun(module, { startsAt });
    for (const id of ['e-1', 'e-1', 'e-2', 'e-1']) await run.deliver(audited(id));
    expect(handled).toEqual(['e-1 audit/genesys/e-1', 'e-2 audit/genesys/e-2']);
    expect(run.outcome(audited('e-1'))).toBe('applied');
    expect(run.world.metrics.counts).toEqual({ EventApplied: 2, EventReplayed: 2 });
  });

  it('tries again what failed, and gives it up after the third time', async () => {
    const twice = handling(2);
    const run = new ModuleRun(twice.module, { startsAt });
    await run.deliver(audited('e-1'));
    expect(twice.handled).toHaveLength(1);

    const thrice = new ModuleRun(handling(3).module, { startsAt });
    await thrice.deliver(audited('e-1'));
    expect(thrice.outcome(audited('e-1'))).toBe('dead-lettered');
  });

  it('comes to the same wherever the function dies', async () => {
    const events = [1, 2].map((at) => ({ id: `e-${at}`, eventType: 'audit', timestamp: startsAt }));
    const { outcomes, effects } = await deliver(events).to(handling().module).withCrashes();
    expect(outcomes).toEqual({ 'e-1': 'applied', 'e-2': 'applied' });
    expect(effects).toEqual(['audit/genesys/e-1', 'audit/genesys/e-2']);
  });

  it('knows no releases', async () => {
    const run = new ModuleRun(handling().module, { startsAt });
    await run.deliver(moduleEvent({ id: 'e-1', eventType: 'other', timestamp: startsAt }));
    expect(run.world.deadLetters.letters).toMatchObject([{ errorName: 'MisroutedEventError' }]);
  });
});
