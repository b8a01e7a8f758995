import { createIngestHandler } from '../../../lambdas/ingest/create-ingest-handler';
import { CachedSecrets } from '../../../lambdas/ingest/cached-secrets';
import type { ModuleQueues, QuarantineQueue } from '../../../lambdas/ingest/ports';
import { LambdaFunction } from '../simulation/lambda-function';
import type { Process } from '../simulation/process';
import { silentMetrics, toldLog } from './told-log';
import { secret } from './settings';
import type { World } from './world';

/** Later than ingest may answer. */
const lateReplyMs = 4000;
const timeoutMs = 10_000;

/** The real ingest handler over the world's claims and queues. */
export const ingestFunction = (world: World): LambdaFunction => {
  const { simulation } = world;
  return new LambdaFunction({
    name: 'ingest',
    simulation,
    timeoutMs,
    faults: world.faultsOf('ingest', lateReplyMs),
    watch: world.watch,
    start: (process) => startIngest(process, world),
  });
};

const startIngest = (process: Process, world: World): ReturnType<typeof createIngestHandler> => {
  const clock = world.simulation;
  const log = toldLog(process);
  const store = process.port(
    'secrets',
    { fetch: async () => ({ current: { id: 'v1', value: secret, createdMs: 0 } }) },
    { reads: ['fetch'] },
  );
  return createIngestHandler(
    {
      sources: [{ name: 'genesys', scheme: 'genesys' }],
      maxBodyBytes: 100_000,
      claimRetentionSeconds: 35 * 24 * 3600,
      manifests: world.scenario.modules.map(({ manifest }) => manifest),
    },
    {
      clock,
      timer: process.timer,
      log,
      metrics: silentMetrics,
      secrets: new CachedSecrets({ store, clock, log, overlapMs: 0 }),
      claims: process.port('claims', world.claims),
      queues: process.port('queues', queuesOf(world)),
      quarantine: process.port('quarantine', quarantineOf(world)),
    },
  );
};

const queuesOf = (world: World): ModuleQueues => ({
  send: async (module, message) => {
    world.queue(module).send(message);
    world.mapping(module).wake();
  },
});

const quarantineOf = (world: World): QuarantineQueue => ({
  keep: async (message) => void world.quarantined.push(message),
});
