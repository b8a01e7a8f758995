import { CircuitBreakers } from '../../../lambdas/processor/breaker/circuit-breakers';
import type {
  DeadLetterQueue,
  GuardNotices,
  SequenceDependencies,
  SnapshotDependencies,
  Visibility,
} from '../../../lambdas/processor/ports';
import { SteadyRandomness } from '../../in-memory/steady-randomness';
import { handlerOf } from '../../processor/processor-world';
import { type Handler, LambdaFunction } from '../simulation/lambda-function';
import type { Process } from '../simulation/process';
import { mischiefIn } from './mischief';
import type { ScenarioModule } from './scenario';
import { SimulatedOnce } from './simulated-once';
import { silentMetrics, silentVoice, toldLog } from './told-log';
import { timeoutMsOf } from './settings';
import type { World } from './world';

/** So late that what is left of the invocation is the reserve for the commit. */
const lateReplyMs = 9200;

/** The real processor of a module over the world's tables and queues. */
export const processorFunction = (module: ScenarioModule, world: World): LambdaFunction => {
  const { name } = module.manifest;
  return new LambdaFunction({
    name,
    simulation: world.simulation,
    timeoutMs: timeoutMsOf(module.manifest),
    faults: world.faultsOf(name, lateReplyMs),
    watch: world.watch,
    start: (process) => startProcessor(process, module, world),
  });
};

const startProcessor = (process: Process, module: ScenarioModule, world: World): Handler => {
  const { events } = world.scenario;
  const mischief = mischiefIn(process, { events, throws: world.throws });
  const crm = process.port('crm', world.crm, { speaks: 'http' });
  return handlerOf(module.create({ crm, mischief }), dependenciesOf(process, module, world));
};

const dependenciesOf = (
  process: Process,
  { manifest: { name: module } }: ScenarioModule,
  world: World,
): SequenceDependencies & SnapshotDependencies => {
  const clock = world.simulation;
  const own = { clock, random: new SteadyRandomness(), log: toldLog(process), metrics: silentMetrics };
  const claims = process.port('claims', world.claims, { reads: ['find'] });
  return {
    ...own,
    timer: process.timer,
    voice: silentVoice,
    outcomes: claims,
    failures: claims,
    breakers: new CircuitBreakers({
      ...own,
      module,
      store: process.port('breakers', world.breakers, { reads: ['read'] }),
      notices: process.port('guardQueue', noticesOf(world)),
    }),
    deadLetters: process.port('deadLetters', deadLettersOf(world, module)),
    visibility: process.port('visibility', visibilityOf(world, module)),
    claimCheck: world.claimCheckOf(process),
    snapshots: process.port('snapshots', world.snapshots),
    sequences: process.port('sequences', world.sequences, { reads: ['load'] }),
    parkedEvents: process.port('parkedEvents', world.parkedEvents, { reads: ['fetch'] }),
    once: new SimulatedOnce(process.port('idempotency', world.idempotency), clock),
  };
};

const noticesOf = (world: World): GuardNotices => ({ tell: async () => world.guard?.notice() });

const deadLettersOf = (world: World, module: string): DeadLetterQueue => ({
  send: async (letter) => {
    world.deadLetters.set(module, [...world.deadLettersOf(module), letter]);
  },
});

const visibilityOf = (world: World, module: string): Visibility => ({
  set: async (messages) => {
    const queue = world.queue(module);
    const results = messages.map(({ receiptHandle, delaySeconds }) =>
      queue.changeVisibility(receiptHandle, delaySeconds * 1000),
    );
    world.mapping(module).lookAgain();
    if (results.includes(false)) throw new Error('The queue refused some of the changes.');
  },
});
