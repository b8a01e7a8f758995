import type { Strategy } from '../choices/choices';
import { checkIsolated } from '../invariants/isolated';
import type { Scenario } from '../world/scenario';
import { type Run, runOnce, type RunOptions } from './run-once';

/** Only what the scenario leaves open is decided, by these answers in turn. */
const withInputs = (inputs: readonly number[]): Strategy => {
  let next = 0;
  return { decide: ({ kind }) => (kind === 'input' ? (inputs[next++] ?? 0) : 0) };
};

/** Plays runs of a scenario and checks all invariants, also those for which another run is needed to compare with. */
export class Player {
  readonly scenario: Scenario;
  readonly #unharmed = new Map<string, Run>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
  }

  async play(strategy: Strategy, options: RunOptions = {}): Promise<Run> {
    const run = await runOnce(this.scenario, strategy, options);
    if (this.scenario.onlyModule === undefined || run.ending !== 'rest') return run;
    const violations = checkIsolated(run, await this.#withoutHarm(run));
    return { ...run, violations: [...run.violations, ...violations] };
  }

  async #withoutHarm({ trail }: Run): Promise<Run> {
    const inputs = trail.filter(({ kind }) => kind === 'input').map(({ chosen }) => chosen);
    const key = inputs.join(' ');
    const known = this.#unharmed.get(key);
    if (known) return known;
    const { outage: _, ...scenario } = this.scenario;
    const run = await runOnce(scenario, withInputs(inputs));
    this.#unharmed.set(key, run);
    return run;
  }
}
