import * as z from 'zod';
import { parseEvent } from '../../lambdas/core/formats/parse-event';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { type GenesysSample, genesysSamples } from '../events/genesys-samples';
import { shuffled } from './call-events';
import { emptyTables } from './empty-tables';
import { PartnerBus } from './partner-bus';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(120_000);

const genesysEventBus = 'aws.partner/genesys.com/cloud/5f0a8a8e-7d6b-4f0e-9a53-0b8f3d1c2e47/live';
const modules = [agentPresence, callLifecycle];
const samples = genesysSamples();

let pipeline: Pipeline;
let bus: PartnerBus;

beforeAll(async () => {
  pipeline = await startPipeline({ modules, context: { genesysEventBus } });
  bus = new PartnerBus(pipeline, genesysEventBus);
  pipeline.passTimeAfterFailures();
}, 240_000);
afterAll(async () => {
  bus.close();
  await pipeline.close();
});
afterEach(() => emptyTables(pipeline));

type Door = (sample: GenesysSample) => Promise<void>;

const byBus: Door = ({ busEvent }) => bus.put(busEvent);
const byWebhook: Door = async ({ twin }) => {
  if (!twin) return;
  let status = 503;
  while (status === 503) ({ status } = await pipeline.post(twin));
  expect(status).toBe(200);
};

/** What the modules want of a sample, under the id that is composed for it. */
const wantedOf = ({ busEvent }: GenesysSample) => {
  const rawBody = Buffer.from(JSON.stringify(busEvent));
  const parsed = parseEvent('genesys', { source: 'genesys', rawBody, receivedMs: 0 });
  if (parsed.kind !== 'event') throw new Error('A sample cannot be read.');
  const { id, type } = parsed.envelope;
  const wanting = modules.filter(({ types }) => types.some((wanted) => wanted === type));
  return wanting.map(({ name: module }) => ({ id, module }));
};

const wanted = samples.flatMap(wantedOf);

const itemSchema = z.object({
  module: z.string(),
  entityId: z.string(),
  state: z.record(z.string(), z.unknown()),
  /** Of agent-presence. */
  previous: z.record(z.string(), z.unknown()).nullish(),
  /** Of call-lifecycle. */
  complete: z.boolean().optional(),
});

type ReadModel = z.infer<typeof itemSchema>;

/** What the modules know when all is done. How often and when they wrote it is left out. */
const readModels = async (): Promise<readonly ReadModel[]> => {
  await Promise.all(modules.map(({ name }) => pipeline.drained(name)));
  const items = (await pipeline.entityItems()).map((item) => itemSchema.parse(item));
  const keyOf = ({ module, entityId }: ReadModel): string => `${module} ${entityId}`;
  return items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
};

/** The same when all samples have come by one door, one after the other. */
const readModelsBy = async (door: Door): Promise<readonly ReadModel[]> => {
  for (const sample of samples) await door(sample);
  return readModels();
};

const outcomes = () => Promise.all(wanted.map(({ id, module }) => pipeline.outcome(id, module)));

const quarantined = () => pipeline.receive(pipeline.switchboard.description.queues.quarantine);

/**
 * What no order of arrival can change. call-lifecycle puts every event in its place. agent-presence takes the newest
 * snapshot: one that comes too late is stale, whatever it says of `previous` and `since`.
 */
const whateverTheOrder = ({ module, entityId, state, complete }: ReadModel): unknown => {
  if (module === callLifecycle.name) return { module, entityId, state, complete };
  const { status, seenAt, eventId } = state;
  return { module, entityId, status, seenAt, eventId };
};

const finalCodes = ['EVENT_APPLIED', 'EVENT_STALE', 'EVENT_GAP', 'EVENT_LATE', 'EVENT_REPLAYED'];

/** How often the functions have told of each of the wanted events. */
const tellings = () => {
  const count = (...codes: readonly string[]): readonly number[] =>
    wanted.map(({ id }) => codes.reduce((sum, code) => sum + pipeline.timesLogged(code, id), 0));
  return {
    accepted: count('EVENT_ACCEPTED'),
    admitted: count('EVENT_ACCEPTED', 'EVENT_DUPLICATE'),
    final: count(...finalCodes),
  };
};

const less = (now: readonly number[], before: readonly number[]): readonly number[] =>
  now.map((count, index) => count - (before[index] ?? 0));

const each = <Value>(value: Value): readonly Value[] => wanted.map(() => value);

const atOnce = 6;

/** In this order, some at once. */
const inWaves = async (deliveries: readonly (() => Promise<void>)[]): Promise<void> => {
  for (let index = 0; index < deliveries.length; index += atOnce) {
    await Promise.all(deliveries.slice(index, index + atOnce).map((deliver) => deliver()));
  }
};

describe('a day of Genesys Cloud', () => {
  let fromBus: readonly ReadModel[];

  it('leads to the same read models from the event bus as its twins do from the webhook', async () => {
    fromBus = await readModelsBy(byBus);
    const outcomesFromBus = await outcomes();
    await emptyTables(pipeline);
    const fromWebhook = await readModelsBy(byWebhook);

    expect(fromWebhook).toEqual(fromBus);
    expect(fromBus.map(({ module }) => module)).toEqual([
      ...Array<string>(2).fill(agentPresence.name),
      ...Array<string>(4).fill(callLifecycle.name),
    ]);
    expect(outcomesFromBus).toEqual(each('applied'));
    expect(await outcomes()).toEqual(each('applied'));
    expect(await quarantined()).toEqual([]);
  });

  it.each([1, 2])(
    'comes to the same by both doors at once, in any order, each event once: %d',
    async (seed) => {
      const before = tellings();
      const duplicatesBefore = pipeline.timesCounted('EventDuplicate');
      const deliveries = samples.flatMap((sample) => [() => byBus(sample), () => byWebhook(sample)]);

      await inWaves(shuffled(deliveries, seed));
      const fromBoth = await readModels();

      const told = tellings();
      expect(fromBoth.map(whateverTheOrder)).toEqual(fromBus.map(whateverTheOrder));
      expect(less(told.admitted, before.admitted)).toEqual(each(2));
      expect(less(told.final, before.final)).toEqual(each(1));
      expect(await outcomes()).toEqual(
        wanted.map(({ module }) =>
          module === callLifecycle.name ? 'applied' : expect.stringMatching(/^(?:applied|stale)$/),
        ),
      );
      // One each, and one more wherever a busy machine cut a delivery off behind its claim: it came again then.
      expect(Math.max(...less(told.accepted, before.accepted))).toBe(1);
      expect(pipeline.timesCounted('EventDuplicate') - duplicatesBefore).toBeGreaterThanOrEqual(
        wanted.length,
      );
      expect(pipeline.timesLogged('ID_REUSED')).toBe(0);
      expect(await quarantined()).toEqual([]);
    },
  );
});
