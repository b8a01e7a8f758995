import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { claimKey, entitiesTable, entityKey } from '../../lambdas/contract/table-schema';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { synthesizeWithoutPlatform } from './synthesize-without-platform';
import { Cleanup } from '../../tools/local/cleanup';
import { startDynamoDbServer } from '../../tools/local/dynamodb/server';
import type { InvocationOutcome } from '../../tools/local/lambda/invocation';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import type { StackModel } from '../../tools/local/model';
import { startS3Server } from '../../tools/local/s3/server';
import { startSqsServer } from '../../tools/local/sqs/server';
import { startLocal } from '../../tools/local/start-local';
import { type FunctionLog, functionLog } from './function-log';
import { type ModuleQueues, moduleQueues, visibilityTimeoutSeconds } from './module-queues';
import { type Requests, requests } from './requests';
import { StandingClock } from './standing-clock';
import { startWireProxy, type WireProxy } from './wire-proxy';

export interface PipelineOptions {
  /** The modules to deploy. Default: `agent-presence` alone, so that a new module changes nothing for a test. */
  readonly modules?: readonly ModuleManifest[];
  /** Context of the CDK app, as `-c` gives it. Default: none. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Default `off`: however fast a test sends, nothing is answered 429. */
  readonly throttling?: 'as-configured' | 'off';
  /** Changes the model before anything is created from it. Default: as it is. */
  readonly adjustModel?: (model: StackModel) => StackModel;
}

type Item = Readonly<Record<string, unknown>>;

/** The real bundles in the local runner, with every AWS call passing a wire that counts, and time that stands still. */
export interface Pipeline extends FunctionLog, Requests, ModuleQueues {
  readonly switchboard: LocalSwitchboard;
  readonly dynamoDb: WireProxy;
  readonly sqs: WireProxy;
  readonly s3: WireProxy;
  /** Time of the queues and of the functions. */
  readonly clock: StandingClock;
  /**
   * The calls that tables, queues and buckets see while something is done, to each of them in their order. Of those to
   * queues only what sends: polling and looking are not counted.
   */
  callsDuring(act: () => Promise<unknown>): Promise<readonly string[]>;
  /** Runs the schedule that releases a module's parked events; by itself none runs. */
  release(module: string): Promise<InvocationOutcome | undefined>;
  /** Runs the guard's schedule; by itself it runs only when it is told that a breaker has changed. */
  guard(): Promise<InvocationOutcome | undefined>;
  /** Ends the processes of a module's function as a crash would. */
  kill(module: string): void;
  /** The claim of an event, as it stands in the table. */
  claim(eventId: string): Promise<Item | undefined>;
  /** What became of an event in a module. */
  outcome(eventId: string, module: string): Promise<string | undefined>;
  /** What agent-presence keeps about an agent, as it stands in the table. */
  presence(agentId: string): Promise<Item | undefined>;
  /** Every item of the entities table, or of its index of what is due. */
  entityItems(index?: 'due'): Promise<readonly Item[]>;
  close(): Promise<void>;
}

export const startPipeline = async (options: PipelineOptions = {}): Promise<Pipeline> => {
  const cleanup = new Cleanup();
  try {
    return await start(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
};

const close = (server: { close(): unknown }): unknown => server.close();

const start = async (
  {
    modules = [agentPresence],
    context = {},
    throttling = 'off',
    adjustModel: adjust = (model) => model,
  }: PipelineOptions,
  cleanup: Cleanup,
): Promise<Pipeline> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-pipeline-'));
  cleanup.add(() => rmSync(folder, { recursive: true }));
  const clock = new StandingClock(folder);
  cleanup.add(() => clock.close());
  const sqsOptions = { clock, region: 'us-east-1', accountId: '000000000000' };
  const dynamoDbServer = await cleanup.keep(startDynamoDbServer(), close);
  const sqsServer = await cleanup.keep(startSqsServer(sqsOptions), close);
  const dynamoDb = await cleanup.keep(startWireProxy(dynamoDbServer.endpoint), close);
  const sqs = await cleanup.keep(startWireProxy(sqsServer.endpoint), close);
  const s3Server = await cleanup.keep(startS3Server({ clock }), close);
  const s3 = await cleanup.keep(startWireProxy(s3Server.endpoint), close);
  const assembly = join(folder, 'assembly');
  synthesizeWithoutPlatform({ modules, context, outdir: assembly });
  const adjustModel = (model: StackModel): StackModel => clock.adjustModel(withShortWaits(adjust(model)));
  const endpoints = { dynamodbEndpoint: dynamoDb.url, sqsEndpoint: sqs.url, s3Endpoint: s3.url };
  const switchboard = await cleanup.keep(
    startLocal({ assembly, clock, adjustModel, throttling, ...endpoints }),
    close,
  );
  return {
    switchboard,
    dynamoDb,
    sqs,
    s3,
    clock,
    ...functionLog(switchboard),
    ...requests(switchboard),
    ...moduleQueues(switchboard, clock),
    ...operations(switchboard),
    ...tables(switchboard),
    callsDuring: async (act) => {
      const before = [dynamoDb.operations.length, sqs.operations.length, s3.operations.length] as const;
      await act();
      return [
        ...dynamoDb.operations.slice(before[0]),
        ...sqs.operations.slice(before[1]).filter((operation) => operation.startsWith('SendMessage')),
        ...s3.operations.slice(before[2]),
      ];
    },
    close: () => cleanup.run(),
  };
};

/** A message that failed comes again after a second, and schedules run when a test says so. */
const withShortWaits = (model: StackModel): StackModel => ({
  ...model,
  queues: model.queues.map((queue) => ({
    ...queue,
    attributes: { ...queue.attributes, VisibilityTimeout: String(visibilityTimeoutSeconds) },
  })),
  schedules: model.schedules.map((schedule) => ({ ...schedule, enabled: false })),
});

const operations = (switchboard: LocalSwitchboard): Pick<Pipeline, 'release' | 'guard' | 'kill'> => ({
  release: async (module) => {
    const schedule = switchboard.model.schedules.find(
      ({ input }) => JSON.stringify(input) === JSON.stringify({ module }),
    );
    return switchboard.schedules.get(schedule?.logicalId ?? '')?.fire();
  },
  guard: async () => {
    const schedule = switchboard.model.schedules.find(
      ({ functionLogicalId }) => functionLogicalId === switchboard.parts.guard?.logicalId,
    );
    return switchboard.schedules.get(schedule?.logicalId ?? '')?.fire();
  },
  kill: (module) => {
    for (const pid of switchboard.description.modules[module]?.pids ?? []) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Killed a moment ago, and not missed yet.
      }
    }
  },
});

const claimSchema = z.object({
  outcomes: z.record(z.string(), z.object({ outcome: z.string().optional() })),
});

const tables = ({
  parts,
  clients,
}: LocalSwitchboard): Pick<Pipeline, 'claim' | 'outcome' | 'presence' | 'entityItems'> => {
  const read = async (TableName: string, pk: string): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true });
    const { Item } = await clients.dynamodb.send(command);
    return Item && unmarshall(Item);
  };
  const claim = (eventId: string): Promise<Item | undefined> =>
    read(parts.claimsTable, claimKey('genesys', eventId));
  return {
    claim,
    outcome: async (eventId, module) => claimSchema.parse(await claim(eventId)).outcomes[module]?.outcome,
    presence: (id) => read(parts.entitiesTable, entityKey('agent-presence', { type: 'agent', id })),
    entityItems: async (index) => {
      const IndexName = index && entitiesTable.dueIndex.name;
      const command = new ScanCommand({ TableName: parts.entitiesTable, IndexName });
      const { Items = [] } = await clients.dynamodb.send(command);
      return Items.map((item) => unmarshall(item));
    },
  };
};

export interface AgentEvent {
  readonly id: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly userId: string;
  readonly data: unknown;
}

/** An event of an agent that nobody else uses. */
export const agentEvent = (changes: Partial<AgentEvent> = {}): AgentEvent => ({
  id: randomUUID(),
  eventType: 'agent.status',
  timestamp: '2023-10-27T14:30:00.000Z',
  userId: `agent-${randomUUID()}`,
  data: { status: 'ON_QUEUE' },
  ...changes,
});
