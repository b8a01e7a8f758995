import { createReleaseHandler } from '../../../lambdas/release/create-release-handler';
import type { ReleaseQueues } from '../../../lambdas/release/ports';
import { LambdaFunction } from '../simulation/lambda-function';
import { EachMinute } from './each-minute';
import { SimulatedDueEntities } from './simulated-due-entities';
import { silentMetrics, toldLog } from './told-log';
import type { Alarm } from '../simulation/simulation';
import type { World } from './world';

const timeoutMs = 30_000;
const lateReplyMs = 27_000;

/** The real release handler over the world's entities and queues. */
export const releaseFunction = (world: World): LambdaFunction => {
  const { simulation } = world;
  return new LambdaFunction({
    name: 'release',
    simulation,
    timeoutMs,
    faults: world.faultsOf('release', lateReplyMs),
    watch: world.watch,
    start: (process) =>
      createReleaseHandler(
        { modules: parkingModules(world) },
        {
          clock: simulation,
          log: toldLog(process),
          metrics: silentMetrics,
          dueEntities: new SimulatedDueEntities(world.sequences, process),
          queues: process.port('releaseQueues', queuesOf(world)),
        },
      ),
  });
};

const parkingModules = ({ scenario }: World): readonly string[] =>
  scenario.modules
    .filter(({ manifest }) => manifest.policy === 'sequence')
    .map(({ manifest }) => manifest.name);

const queuesOf = (world: World): ReleaseQueues => ({
  send: async (module, messages) => {
    for (const message of messages) world.queue(module).send(message);
    world.mapping(module).wake();
    return [];
  },
});

/**
 * The rule that starts the release function each minute. Minutes in which nothing is due are left out: such a run
 * reads and does nothing.
 */
export class ReleaseSchedule {
  readonly #world: World;
  readonly #release: LambdaFunction;
  readonly #minutes = new EachMinute();

  constructor(world: World, release: LambdaFunction) {
    this.#world = world;
    this.#release = release;
  }

  /** Invokes what is due, from now on and as long as it takes. */
  start(): void {
    const { simulation } = this.#world;
    if (parkingModules(this.#world).length > 0) simulation.follow(() => this.#nextMinute());
  }

  /** @returns the minute at which something will be due, and what happens then */
  #nextMinute(): Alarm | undefined {
    const due = [...this.#world.sequences.commits.values()].flatMap(({ module, dueAt }) =>
      dueAt === undefined ? [] : [{ module, dueMs: Date.parse(dueAt) + 1000 }],
    );
    if (due.length === 0) return undefined;
    const firstMs = Math.min(...due.map(({ dueMs }) => dueMs));
    const atMs = this.#minutes.from(Math.max(this.#world.simulation.now(), firstMs));
    const run = (): void => {
      this.#minutes.done(atMs);
      this.#invokeAll(due.filter(({ dueMs }) => dueMs <= atMs));
    };
    return { atMs, run };
  }

  #invokeAll(due: readonly { readonly module: string }[]): void {
    for (const module of new Set(due.map(({ module }) => module))) {
      this.#world.simulation.start(async () => void (await this.#release.invoke({ module })));
    }
  }
}
