import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { HydrationWorld, platformUrl } from './hydration-fixture';

const presence: ModuleManifest = {
  name: 'presence',
  description: 'Keeps presence.',
  policy: 'latest',
  types: ['agent.status'],
  entity: { type: 'agent', idFrom: ['data.agentId'] },
};

/** Takes what no notification says. */
const roster: ModuleManifest = {
  name: 'roster',
  description: 'Knows agents by name.',
  policy: 'latest',
  types: ['agent.status'],
  entity: { type: 'agent', idFrom: ['data.agentId'] },
  requires: { 'agent.status': ['data.name'] },
};

const billing: ModuleManifest = {
  name: 'billing',
  description: 'Bills calls.',
  policy: 'none',
  types: ['call.completed', 'audit.logged'],
  requires: { 'call.completed': ['data.endTime'], 'audit.logged': ['data.endTime'] },
};

const worldOf = (...manifests: ModuleManifest[]): HydrationWorld =>
  new HydrationWorld(manifests, platformUrl, 'genesys');

const activity = {
  topicName: 'v2.users.a-1.activity',
  eventBody: { id: 'a-1', presence: { presenceDefinition: { systemPresence: 'AVAILABLE' } } },
  timestamp: '2023-10-27T14:30:00Z',
};

const customerEnd = {
  topicName: 'v2.detail.events.conversation.c-1.customer.end',
  eventBody: { eventTime: Date.UTC(2023, 9, 27, 14, 30), conversationId: 'c-1', disconnectType: 'PEER' },
};

describe('an event of Genesys Cloud that lacks what a module requires', () => {
  it('is completed from the record of its user, and reaches others at once', async () => {
    const world = worldOf(presence, roster);
    world.platform.records.set('/api/v2/users/a-1', { id: 'a-1', name: 'Ada' });

    await world.post(activity);
    const atOnce = world.queues.sent.map(({ module }) => module);
    expect(await world.hydrate()).toBe(0);

    expect(atOnce).toEqual(['presence', 'hydration']);
    expect(world.platform.gets).toEqual(['/api/v2/users/a-1']);
    const [[event], [whole]] = [world.got('presence'), world.got('roster')];
    expect(whole).toMatchObject({
      id: event?.id,
      time: event?.time,
      ordertime: event?.ordertime,
      hydratedtime: expect.any(String),
      data: { agentId: 'a-1', status: 'AVAILABLE', name: 'Ada', eventBody: activity.eventBody },
    });
    expect(world.quarantined).toEqual([]);
  });

  it('is completed from the record of its conversation', async () => {
    const world = worldOf(billing);
    const endTime = '2023-10-27T14:30:00.250Z';
    world.platform.records.set('/api/v2/conversations/c-1', { id: 'c-1', endTime });

    await world.post(customerEnd);
    await world.hydrate();

    expect(world.got('billing')).toMatchObject([
      { data: { conversationId: 'c-1', disconnectType: 'PEER', endTime, eventBody: customerEnd.eventBody } },
    ]);
  });

  it('goes to quarantine if the platform has no record of what it is about', async () => {
    const world = worldOf(billing);

    const answer = await world.post({ topicName: 'v2.audits.entitytype.USER.entityid.a-1', eventBody: {} });

    expect(answer).toMatchObject({ status: 'quarantined', reason: 'TRUNCATED' });
    expect(world.waiting).toEqual([]);
  });
});
