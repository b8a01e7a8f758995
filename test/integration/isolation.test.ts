import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import { hangingCode, withHangingModule } from '../../tools/bench/isolation/hanging-module';
import type { EventSourceMapping } from '../../tools/local/polling/event-source-mapping';
import { callEvent, type CallEvent } from './call-events';
import { agentEvent, type AgentEvent, type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(60_000);

const modules = [agentPresence, callLifecycle, crmSync];
const [bystander, hanging, dependent] = [agentPresence.name, callLifecycle.name, crmSync.name];

/** With so many calls of the CRM that fail, one of four processes sees five in a row, which opens the breaker. */
const waves = 20;
const agents = ['agent-1', 'agent-2', 'agent-3'];

const callOf = (wave: number): readonly CallEvent[] =>
  (['started', 'completed', 'dispositioned'] as const).map((step) => callEvent(`call-${wave}`, step));

/** One of each agent, another status than in the wave before. */
const snapshotsOf = (wave: number): readonly AgentEvent[] =>
  agents.map((userId) =>
    agentEvent({
      userId,
      timestamp: new Date(Date.UTC(2023, 9, 27, 15, 0, wave)).toISOString(),
      data: { status: wave % 2 === 0 ? 'ON_QUEUE' : 'BREAK' },
    }),
  );

let pipeline: Pipeline;
let folder: string;
/** Mappings of which a batch was not answered, or messages were given back. */
let failing: Set<string>;

const start = async (hasFaults: boolean): Promise<void> => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-isolation-'));
  const endless = { module: hanging, folder, timeoutSeconds: 900 };
  pipeline = await startPipeline({
    modules,
    context: { crmUrl: 'https://crm.invalid' },
    ...(hasFaults && { adjustModel: (model) => withHangingModule(model, endless) }),
  });
  failing = new Set();
  pipeline.switchboard.onEvent((event) => {
    if (event.kind === 'batch' && event.failedMessageIds.length > 0) failing.add(event.mappingLogicalId);
  });
  if (hasFaults) await takeCrmDown();
};

const takeCrmDown = async (): Promise<void> => {
  const url = `${pipeline.switchboard.description.dependencies['crm']?.url}/faults`;
  const { ok } = await fetch(url, { method: 'PUT', body: JSON.stringify({ status: 503 }) });
  expect(ok).toBe(true);
};

const mappingOf = (module: string): EventSourceMapping => {
  const { description, mappings } = pipeline.switchboard;
  const id = description.modules[module]?.mapping?.id;
  const found = [...mappings.values()].find(({ definition }) => definition.uuid === id);
  if (!found) throw new Error(`Nothing feeds the module ${module}.`);
  return found;
};

const post = async (event: AgentEvent | CallEvent): Promise<number> =>
  (await pipeline.post(JSON.stringify(event))).status;

interface World {
  readonly world: string;
  readonly hasFaults: boolean;
  /** Resolves when the other modules make no more calls. */
  readonly othersAtRest: () => Promise<unknown>;
  /** What can have become of a disposition in them: one that came before the end of its call may be parked. */
  readonly outcomes: Readonly<Record<string, readonly (string | undefined)[]>>;
}

describe.each<World>([
  {
    world: 'nothing is wrong',
    hasFaults: false,
    othersAtRest: async () => {
      await Promise.all([hanging, dependent].map((module) => pipeline.drained(module)));
      // So that what the next event costs them is not counted.
      await Promise.all([hanging, dependent].map((module) => mappingOf(module).stop()));
    },
    outcomes: { [hanging]: ['applied'], [dependent]: ['applied'] },
  },
  {
    world: 'one module hangs and the dependency of another one is down',
    hasFaults: true,
    othersAtRest: async () => {
      await pipeline.logged(hangingCode);
      await pipeline.logged('MODULE_PAUSED');
      const all = [...pipeline.switchboard.mappings.values()];
      await Promise.all(all.filter((one) => one !== mappingOf(hanging)).map((one) => one.settled()));
    },
    outcomes: { [hanging]: [undefined], [dependent]: [undefined, 'parked'] },
  },
])('while $world', ({ hasFaults, othersAtRest, outcomes }) => {
  const calls = Array.from({ length: waves }, (_, wave) => callOf(wave));
  const snapshots = Array.from({ length: waves }, (_, wave) => snapshotsOf(wave));

  beforeAll(() => start(hasFaults), 60_000);
  afterAll(async () => {
    await pipeline.close();
    rmSync(folder, { recursive: true });
  });

  it('every event is acknowledged, and every snapshot applied whatever the other modules do', async () => {
    const statuses: number[] = [];
    for (let wave = 0; wave < waves; wave += 1) {
      const events = [...(calls[wave] ?? []), ...(snapshots[wave] ?? [])];
      statuses.push(...(await Promise.all(events.map(post))));
    }
    await Promise.all(snapshots.flat().map(({ id }) => pipeline.logged('EVENT_APPLIED', id)));
    await othersAtRest();

    expect(statuses).toEqual([...calls.flat(), ...snapshots.flat()].map(() => 200));
    for (const last of snapshots.at(-1) ?? []) {
      expect(await pipeline.presence(last.userId)).toMatchObject({ state: { eventId: last.id } });
    }
    for (const [module, possible] of Object.entries(outcomes)) {
      expect(possible).toContain(await pipeline.outcome(`call-${waves - 1}.dispositioned`, module));
    }
  });

  it('a snapshot costs ingest one write and one message, and its module the commit and the outcome', async () => {
    const snapshot = agentEvent();

    const costs = await pipeline.callsDuring(async () => {
      expect(await post(snapshot)).toBe(200);
      await pipeline.drained(bystander);
    });

    expect(costs).toEqual(['PutItem', 'UpdateItem', 'UpdateItem', 'SendMessage']);
  });

  it("an event of the other modules costs ingest one write and each module's message", async () => {
    const costs = await pipeline.callsDuring(async () => {
      expect(await post(callEvent('one-more', 'started'))).toBe(200);
    });

    expect(costs).toEqual(['PutItem', 'SendMessage', 'SendMessage']);
  });

  it('nothing of the bystander is given back, deferred or failed, and no DLQ has anything in it', async () => {
    expect(failing).not.toContain(mappingOf(bystander).definition.logicalId);
    for (const { id } of snapshots.flat()) {
      expect(await pipeline.outcome(id, bystander)).toBe('applied');
      expect(pipeline.timesLogged('EVENT_DEFERRED', id)).toBe(0);
      expect(pipeline.timesLogged('EVENT_FAILED', id)).toBe(0);
    }
    for (const { name } of modules) expect(await pipeline.deadLetters(name)).toEqual([]);
  });

  it('only the module whose dependency is down is paused, and the one that hangs still does', () => {
    expect(pipeline.timesLogged('MODULE_PAUSED')).toBe(hasFaults ? 1 : 0);
    expect(pipeline.timesLogged('CRM_ACTIVITY_WRITTEN')).toBe(hasFaults ? 0 : waves);
    expect(mappingOf(bystander).state).toBe('Enabled');
    expect(mappingOf(dependent).state).toBe('Disabled');
    expect(failing).not.toContain(mappingOf(hanging).definition.logicalId);
  });
});
