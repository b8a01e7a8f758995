import { Choices, type Strategy } from '../choices/choices';
import { checkRun } from '../invariants/check-run';
import type { EndedRun, Violation } from '../invariants/violation';
import { everythingSent } from './everything-sent';
import { Simulation, type Telling } from '../simulation/simulation';
import { startMs } from './start-time';
import type { Scenario } from '../world/scenario';
import { World } from '../world/world';

/** Within this time everything must have come to rest: senders retry for up to four days. */
const horizonMs = 5 * 24 * 3_600_000;
const maxSteps = 20_000;

export interface RunOptions {
  readonly isLabelled?: boolean;
  readonly tell?: Telling;
}

export interface Run extends EndedRun {
  readonly violations: readonly Violation[];
}

/** Plays a scenario from its start until nothing is left to be done, and checks what it came to. */
export const runOnce = async (
  scenario: Scenario,
  strategy: Strategy,
  { isLabelled = false, tell }: RunOptions = {},
): Promise<Run> => {
  const choices = new Choices(strategy, { isLabelled });
  const simulation = new Simulation({ choices, startMs, tell });
  const world = new World(scenario, simulation);
  const requests = everythingSent(scenario, simulation);
  for (const request of requests) {
    simulation.start(async () => {
      await simulation.sleep(request.afterMs);
      await request.send(world.senders);
    });
  }
  world.releases.start();
  world.guard?.start();
  const ending = await simulation.run({ untilMs: startMs + horizonMs, maxSteps });
  const unchecked = { trail: choices.trail, world, ending, requests };
  return { ...unchecked, violations: checkRun(unchecked) };
};
