import type { JsonValue, LatestModule, SequenceModule } from '../../lambdas/processor/feature-module';
import { ModuleRun } from '../module-kit/module-run';
import { calls, cut, HydrationWorld, presence } from './hydration-fixture';

const startsAt = '2023-10-27T14:30:00Z';

const callModule: SequenceModule = {
  manifest: calls.policy === 'sequence' ? calls : neverThat(),
  apply: (state, { id, type }) => ({ seen: [...listOf(state?.['seen']), `${type} (${id})`] }),
};
const presenceModule: LatestModule = {
  manifest: presence.policy === 'latest' ? presence : neverThat(),
  apply: ({ id }) => ({ newest: id }),
};

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

function neverThat(): never {
  throw new Error('The fixture has another policy.');
}

const callEvent = (id: string, eventType: string, timestamp: string) => ({
  id,
  eventType,
  timestamp,
  resourceUri: '/api/v2/conversations/c-1',
  data: { conversationId: 'c-1', note: 'long enough to be cut' },
});

const statusEvent = (id: string, timestamp: string) => ({
  id,
  eventType: 'agent.status',
  timestamp,
  resourceUri: '/api/v2/users/u-1',
  data: { userId: 'u-1', note: 'long enough to be cut' },
});

/** The event as the module gets it, by way of hydration if it was cut. */
const received = async (module: string, body: string) => {
  const world = new HydrationWorld([presence, calls]);
  await world.post(body);
  await world.hydrate();
  const [event] = world.got(module);
  if (event === undefined) throw new Error(`${module} got nothing.`);
  const { message: _, ...envelope } = event;
  return envelope;
};

describe('an event that was hydrated', () => {
  it('is put in its place, though what comes after it was there first', async () => {
    const started = await received('calls', cut(callEvent('e-1', 'call.started', '2023-10-27T14:29:00Z')));
    const completed = await received(
      'calls',
      JSON.stringify(callEvent('e-2', 'call.completed', '2023-10-27T14:29:30Z')),
    );
    const run = new ModuleRun(callModule, { startsAt });

    await run.deliver(completed);
    const before = run.outcome(completed);
    await run.deliver(started);

    expect(started).toHaveProperty('hydratedtime');
    expect(completed).not.toHaveProperty('hydratedtime');
    expect(before).toBe('parked');
    expect([run.outcome(started), run.outcome(completed)]).toEqual(['applied', 'applied']);
    expect(run.state('c-1')).toEqual({ seen: ['call.started (e-1)', 'call.completed (e-2)'] });
  });

  it('is stale when a newer snapshot was there first', async () => {
    const older = await received('presence', cut(statusEvent('e-1', '2023-10-27T14:29:00Z')));
    const newer = await received('presence', JSON.stringify(statusEvent('e-2', '2023-10-27T14:29:30Z')));
    const run = new ModuleRun(presenceModule, { startsAt });

    await run.deliver(newer);
    await run.deliver(older);

    expect([run.outcome(newer), run.outcome(older)]).toEqual(['applied', 'stale']);
    expect(run.state('u-1')).toEqual({ newest: 'e-2' });
  });

  it('changes nothing when it comes twice', async () => {
    const started = await received('calls', cut(callEvent('e-1', 'call.started', '2023-10-27T14:29:00Z')));
    const run = new ModuleRun(callModule, { startsAt });

    await run.deliver(started);
    await run.deliver({ ...started, data: { conversationId: 'c-1', newer: true } });

    expect(run.state('c-1')).toEqual({ seen: ['call.started (e-1)'] });
  });
});
