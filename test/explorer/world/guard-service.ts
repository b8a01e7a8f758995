import type { GuardedModule } from '../../../lambdas/contract/guarded-module';
import { createGuardHandler } from '../../../lambdas/guard/create-guard-handler';
import type {
  FoundNote,
  GuardDependencies,
  Invocation,
  Mappings,
  ModuleFunctions,
  ModuleQueues,
  PauseNotes,
} from '../../../lambdas/guard/ports';
import { SteadyRandomness } from '../../in-memory/steady-randomness';
import { type InvocationResult, LambdaFunction } from '../simulation/lambda-function';
import type { Process } from '../simulation/process';
import { EachMinute } from './each-minute';
import type { Scenario } from './scenario';
import { recordOf } from './sqs-event';
import { silentMetrics, toldLog } from './told-log';
import type { Alarm } from '../simulation/simulation';
import type { World } from './world';

const timeoutMs = 60_000;
const lateReplyMs = 30_000;

export type GuardNotes = Map<string, FoundNote>;

const guardedModules = ({ modules }: Scenario): readonly GuardedModule[] =>
  modules.flatMap(({ manifest: { name: module, dependencies = [] } }) =>
    dependencies.length === 0
      ? []
      : [
          {
            module,
            dependencies,
            queueUrl: module,
            queueArn: module,
            functionName: module,
            mappingId: module,
          },
        ],
  );

export const needsGuard = (scenario: Scenario): boolean => guardedModules(scenario).length > 0;

/**
 * The real guard, started each minute and whenever a breaker has opened. Minutes in which all breakers are closed and
 * nothing is paused are left out: such a run reads and does nothing. So are those in which a breaker is open and there is
 * nothing to try it with: it stays so until the next event comes.
 */
export class GuardService {
  readonly #world: World;
  readonly #guard: LambdaFunction;
  readonly #minutes = new EachMinute();

  constructor(world: World) {
    this.#world = world;
    const { simulation, scenario } = world;
    this.#guard = new LambdaFunction({
      name: 'guard',
      simulation,
      timeoutMs,
      faults: world.faultsOf('guard', lateReplyMs),
      watch: world.watch,
      start: (process) => {
        const random = new SteadyRandomness();
        const randomness = { id: () => `${process.name}-${random.id()}` };
        return createGuardHandler(
          { modules: guardedModules(scenario) },
          dependenciesOf(process, world, randomness),
        );
      },
    });
  }

  start(): void {
    this.#world.simulation.follow(() => this.#nextMinute());
  }

  /** A message in the guard's queue. One that fails comes again a few times; the schedule is there as well. */
  notice(): void {
    this.#world.simulation.start(async () => {
      for (let delivery = 1; delivery <= 3; delivery += 1) {
        const result = await this.#guard.invoke({ Records: [{ body: '{}' }] });
        if (result.kind === 'returned') return;
        await this.#world.simulation.sleep(6 * timeoutMs);
      }
    });
  }

  #nextMinute(): Alarm | undefined {
    const { breakers, guardNotes, mappings, queues, simulation, scenario } = this.#world;
    const isOpen = [...breakers.records.values()].some(({ breaker }) => breaker.kind !== 'closed');
    const isPaused = [...mappings.values()].some(({ state }) => state !== 'enabled');
    if (!isOpen && !isPaused && guardNotes.size === 0) return undefined;
    if (isOpen && [...queues.values()].every(({ messages }) => messages.length === 0)) return undefined;
    const atMs = this.#minutes.from(simulation.now());
    const invoke = async (): Promise<void> => void (await this.#guard.invoke({}));
    return {
      atMs,
      run: () => {
        this.#minutes.done(atMs);
        for (let guard = 0; guard < (scenario.guards ?? 1); guard += 1) simulation.start(invoke);
      },
    };
  }
}

const dependenciesOf = (
  process: Process,
  world: World,
  randomness: GuardDependencies['randomness'],
): GuardDependencies => ({
  clock: world.simulation,
  randomness,
  log: toldLog(process),
  metrics: silentMetrics,
  breakers: process.port('breakers', world.breakers, { reads: ['read'] }),
  mappings: process.port('mappings', mappingsOf(world), { reads: ['stateOf'] }),
  notes: process.port('notes', notesOf(world.guardNotes), { reads: ['find'] }),
  queues: process.port('guardedQueues', queuesOf(world), { reads: ['hasMessages'] }),
  functions: process.port('functions', functionsOf(world), { isNeverRejected: true }),
});

const mappingsOf = (world: World): Mappings => ({
  stateOf: async (mappingId) => world.mapping(mappingId).state,
  setEnabled: async (mappingId, isEnabled) => world.mapping(mappingId).setEnabled(isEnabled),
});

const notesOf = (notes: GuardNotes): PauseNotes => ({
  find: async (modules) => new Map([...notes].filter(([module]) => modules.includes(module))),
  write: async ({ module, pausedAt }) => void notes.set(module, { module, pausedAt }),
  remove: async ({ module, pausedAt }) => {
    if (notes.get(module)?.pausedAt === pausedAt) notes.delete(module);
  },
});

const queuesOf = (world: World): ModuleQueues => ({
  receive: async ({ queueUrl }) => {
    const [message] = world.queue(queueUrl).receive({ maxMessages: 1 });
    world.mapping(queueUrl).lookAgain();
    return message && recordOf(message);
  },
  confirm: async (queueUrl, receiptHandle) => {
    world.queue(queueUrl).delete(receiptHandle);
    world.mapping(queueUrl).lookAgain();
  },
  hasMessages: async (queueUrl) => world.queue(queueUrl).messages.length > 0,
});

const functionsOf = (world: World): ModuleFunctions => ({
  invoke: async (functionName, event, waitMs) => {
    const invoked = world.processor(functionName).invoke(event).then(invocationOf);
    const { promise: unanswered, resolve } = Promise.withResolvers<Invocation>();
    const cancel = world.simulation.after(waitMs, () =>
      resolve({ kind: 'unanswered', errorName: 'TimeoutError' }),
    );
    const result = await Promise.race([invoked, unanswered]);
    cancel();
    return result;
  },
});

const invocationOf = (result: InvocationResult): Invocation =>
  result.kind === 'returned' ? { kind: 'answered', answer: result.result } : { kind: 'crashed' };
