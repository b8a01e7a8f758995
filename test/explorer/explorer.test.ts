import { PermanentError } from '../../lambdas/core/failure/errors';
import { following, scriptOf } from './choices/script';
import { drawingLots } from './choices/random-strategy';
import { Explorer } from './run/explore-scenario';
import { Player } from './run/play';
import { runOnce } from './run/run-once';
import { scenarios } from './scenarios';
import { callEvent } from './scenarios/call-events';
import { journal, newest } from './scenarios/modules';
import type { SequenceModule } from '../../lambdas/processor/feature-module';
import type { Scenario, ScenarioModule } from './world/scenario';

const anyOneFault = { faults: 1, reorderings: 0, together: 1 };
/** So long that only some of their schedules are tried here; `npm run explore` tries all. */
const long = ['outage', 'hanging', 'killer'];

const told = ({ finding }: { readonly finding?: object }): unknown => finding ?? 'nothing is wrong';

describe('every invariant holds', () => {
  const short = scenarios.filter(({ name }) => !long.includes(name));

  it.each(short.map((scenario) => [scenario.title, scenario] as const))(
    'with any one fault: %s',
    async (_, scenario) => {
      const explorer = new Explorer({ ...scenario, anyOrder: false, duplicates: false });
      await explorer.exploreAll(anyOneFault);
      expect(told(explorer.result)).toBe('nothing is wrong');
    },
  );

  it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
    'with many faults, drawn at random: %s',
    async (_, scenario) => {
      const explorer = new Explorer(scenario);
      await explorer.exploreAtRandom(long.includes(scenario.name) ? 10 : 40, 1);
      expect(told(explorer.result)).toBe('nothing is wrong');
    },
  );
});

describe('a run', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    'is repeated by its choices, call by call: %s',
    async (_, scenario) => {
      const lines: string[][] = [[], []];
      const tellTo =
        (index: number) =>
        (line: object): void =>
          void lines[index]?.push(JSON.stringify(line));
      const { trail } = await runOnce(scenario, drawingLots(7), { tell: tellTo(0) });

      await runOnce(scenario, following(scriptOf(trail)), { tell: tellTo(1) });

      expect(lines[1]).toEqual(lines[0]);
      expect(lines[0]?.length).toBeGreaterThan(2);
    },
  );
});

/** Throws for good when a process is given the same event twice, as if it were the event's fault. */
const forgetful = (): ScenarioModule => {
  const { manifest } = journal('forgetful');
  if (manifest.policy !== 'sequence') throw new Error('A journal is a sequence.');
  const apply = (): SequenceModule<{ ids: string[] }>['apply'] => {
    const seen = new Set<string>();
    return (state, { id }) => {
      if (seen.has(id)) throw new PermanentError('Twice.');
      seen.add(id);
      return { ids: [...(state?.ids ?? []), id] };
    };
  };
  return { manifest, create: () => ({ manifest, apply: apply() }) };
};

describe('a mistake', () => {
  const planted: Scenario = {
    name: 'planted',
    title: 'a mistake that shows only when a message comes twice',
    modules: [forgetful(), newest()],
    events: [callEvent('call.started', 1), callEvent('call.completed', 2)],
    anyOrder: true,
    bounds: { faults: 1, reorderings: 1, together: 1 },
  };

  it('is found by the exhaustive search, with the one fault that it takes', async () => {
    const explorer = new Explorer(planted);

    await explorer.exploreAll(planted.bounds);

    const { finding } = explorer.result;
    expect(finding?.isReproducible).toBe(true);
    expect(finding?.violations[0]).toMatchObject({ invariant: 'I6' });
    expect(finding?.script).toHaveLength(1);
  });

  it('is found at random, and made as short', async () => {
    const explorer = new Explorer(planted);

    await explorer.exploreAtRandom(300, 1);

    const { finding } = explorer.result;
    expect(finding).toMatchObject({ isReproducible: true });
    expect(finding?.script).toHaveLength(1);
    const again = await new Player(planted).play(following(finding?.script ?? []));
    expect(again.violations).toEqual(finding?.violations);
  });

  it('of the module that must not be noticed is told as such', async () => {
    const [first, second] = planted.events;
    if (!first || !second) throw new Error('There are two events.');
    const isolation: Scenario = {
      ...planted,
      modules: [newest(), journal()],
      events: [{ ...first, mischief: 'throws' }, second],
      onlyModule: 'journal',
    };

    const explorer = new Explorer(isolation);
    await explorer.exploreAll({ faults: 0, reorderings: 0, together: 0 });

    expect(told(explorer.result)).toBe('nothing is wrong');
  });
});
