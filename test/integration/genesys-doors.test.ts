import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { type GenesysSample, genesysSamples } from '../events/genesys-samples';
import { shuffled } from './call-events';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(120_000);

const genesysEventBus = 'aws.partner/genesys.com/cloud/5f0a8a8e-7d6b-4f0e-9a53-0b8f3d1c2e47/live';
const samples = genesysSamples();

interface Doors extends Pipeline {
  putOnBus(sample: GenesysSample): Promise<void>;
  postTwin(sample: GenesysSample): Promise<void>;
  /** What the modules know, once every event has come to rest in each module that wants it. */
  readModels(): Promise<readonly ReadModel[]>;
}

const entrySchema = z.object({ 'detail-type': z.string(), time: z.string(), detail: z.unknown() });

const openDoors = async (): Promise<Doors> => {
  const modules = [agentPresence, callLifecycle];
  const pipeline = await startPipeline({ modules, context: { genesysEventBus } });
  const { endpoints, credentials, region } = pipeline.switchboard.description;
  const client = new EventBridgeClient({ endpoint: endpoints.eventBridge, region, credentials });
  return {
    ...pipeline,
    putOnBus: async ({ busEvent }) => {
      const { 'detail-type': DetailType, time, detail } = entrySchema.parse(busEvent);
      const entry = {
        Source: genesysEventBus,
        DetailType,
        Time: new Date(time),
        Detail: JSON.stringify(detail),
      };
      const { FailedEntryCount } = await client.send(new PutPartnerEventsCommand({ Entries: [entry] }));
      expect(FailedEntryCount).toBe(0);
    },
    postTwin: async ({ twin }) => {
      if (twin) expect(await pipeline.post(twin)).toMatchObject({ status: 200 });
    },
    readModels: async () => {
      for (const id of eventIds) await hasComeToRest(pipeline, id);
      return (await pipeline.entityItems()).map((item) => itemSchema.parse(item)).toSorted(byKey);
    },
    close: async () => {
      client.destroy();
      await pipeline.close();
    },
  };
};

/** Of the events that a module wants; an event and its twin have the same. */
const eventIds = samples.flatMap(({ twin }) =>
  twin ? [z.object({ id: z.string() }).parse(JSON.parse(twin.toString())).id] : [],
);

const outcomesSchema = z.object({
  outcomes: z.record(z.string(), z.object({ outcome: z.string().optional() })),
});

/** Each of these events has one module that wants it. A status that comes after a newer one is stale. */
const hasComeToRest = async (pipeline: Pipeline, id: string): Promise<void> => {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const claim = outcomesSchema.safeParse(await pipeline.claim(id)).data;
    const outcomes = Object.values(claim?.outcomes ?? {}).map(({ outcome }) => outcome);
    if (outcomes.length === 1 && ['applied', 'stale'].includes(outcomes[0] ?? '')) return;
    if (performance.now() > deadlineMs) throw new Error(`${id} came to ${JSON.stringify(outcomes)}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const itemSchema = z.object({
  pk: z.string(),
  state: z.unknown().optional(),
  previous: z.unknown().optional(),
  complete: z.unknown().optional(),
});

/** Without what tells how often it was written, and when. */
type ReadModel = z.infer<typeof itemSchema>;

/** As far as it does not depend on which of an agent's statuses came first. */
const inAnyOrder = ({ pk, state, complete }: ReadModel): unknown => {
  const { status, eventId } = z.looseObject({ status: z.string() }).parse(state);
  return pk.startsWith('agent-presence') ? { pk, status, eventId } : { pk, state, complete };
};

const byKey = (one: { readonly pk: string }, other: { readonly pk: string }): number =>
  one.pk < other.pk ? -1 : 1;

const inDoors = async <Result>(act: (doors: Doors) => Promise<Result>): Promise<Result> => {
  const doors = await openDoors();
  try {
    return await act(doors);
  } finally {
    await doors.close();
  }
};

describe('events of Genesys Cloud', () => {
  let byWebhook: readonly ReadModel[];

  beforeAll(async () => {
    byWebhook = await inDoors(async (doors) => {
      for (const sample of samples) await doors.postTwin(sample);
      return doors.readModels();
    });
  });

  it('come to the same read models by the event bus as by the webhook', async () => {
    const byBus = await inDoors(async (doors) => {
      for (const sample of samples) await doors.putOnBus(sample);
      return doors.readModels();
    });

    expect(byBus).toHaveLength(6);
    expect(byBus).toEqual(byWebhook);
  });

  it('are applied once when they come by both doors, in whatever order, and none is taken for another', async () => {
    await inDoors(async (doors) => {
      const deliveries = samples.flatMap((sample) => [
        () => doors.putOnBus(sample),
        () => doors.postTwin(sample),
      ]);

      for (const deliver of shuffled(deliveries, 7)) await deliver();

      expect((await doors.readModels()).map(inAnyOrder)).toEqual(byWebhook.map(inAnyOrder));
      expect(doors.timesLogged('ID_REUSED')).toBe(0);
      expect(doors.timesLogged('EVENT_QUARANTINED')).toBe(0);
      for (const id of eventIds) expect(doors.timesLogged('EVENT_ACCEPTED', id)).toBe(1);
    });
  });
});
