import type { SequenceModule } from '../../lambdas/processor/feature-module';
import { moduleEvent } from '../module-kit/event';
import { ModuleRun } from '../module-kit/module-run';

const startsAt = '2023-10-27T14:00:00Z';

const calls: SequenceModule = {
  manifest: {
    name: 'calls',
    description: 'Lists what happened to a call.',
    policy: 'sequence',
    types: ['started', 'answered', 'held', 'resumed', 'completed', 'dispositioned'],
    entity: { type: 'call', idFrom: ['data.call'] },
    lifecycle: {
      starts: ['started'],
      next: {
        started: ['answered', 'held', 'resumed', 'completed'],
        answered: ['held', 'resumed', 'completed'],
        held: ['answered', 'resumed', 'completed'],
        resumed: ['answered', 'held', 'completed'],
        completed: ['dispositioned'],
      },
      ends: ['completed', 'dispositioned'],
    },
  },
  apply: (state, { type }, { gap }) => ({
    seen: [...((state?.['seen'] as string[] | undefined) ?? []), gap ? `gap ${type}` : type],
  }),
};

const event = (eventType: string, second: number) =>
  moduleEvent({
    id: eventType,
    eventType,
    timestamp: `2023-10-27T14:00:${String(second).padStart(2, '0')}Z`,
    data: { call: 'c-1' },
  });

const lifecycle = ['started', 'answered', 'held', 'resumed', 'completed', 'dispositioned'].map(
  (type, index) => event(type, index),
);

describe('a processor with the policy sequence', () => {
  it('reaches the same state for each of the 720 orders of six events', async () => {
    for (const arrival of permutations(lifecycle)) {
      const run = new ModuleRun(calls, { startsAt });
      for (const one of arrival) await run.deliver(one);
      const order = arrival.map(({ type }) => type).join(' ');
      expect([order, run.state('c-1')]).toEqual([order, { seen: lifecycle.map(({ type }) => type) }]);
      expect(lifecycle.map((one) => run.outcome(one))).toEqual(lifecycle.map(() => 'applied'));
    }
  });
});

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
