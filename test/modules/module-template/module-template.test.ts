import { moduleTemplateModule } from '../../../lambdas/modules/module-template/module';
import { deliver, moduleEvent, ModuleRun } from '../../module-kit';

const agent = { userId: 'agent-7' };

const session = [
  { ...agent, eventType: 'agent.login', timestamp: '2023-10-27T08:00:00Z', data: { status: 'AVAILABLE' } },
  { ...agent, eventType: 'agent.status', timestamp: '2023-10-27T08:00:05Z', data: { status: 'ON_QUEUE' } },
  { ...agent, eventType: 'agent.status', timestamp: '2023-10-27T08:00:09Z', data: { status: 'BREAK' } },
  { ...agent, eventType: 'agent.logout', timestamp: '2023-10-27T08:00:20Z', data: { status: 'OFFLINE' } },
];

describe('the session of an agent', () => {
  it('ends with what the last event says, however its events arrive', async () => {
    const { states, outcomes } = await deliver(session).to(moduleTemplateModule).inAnyOrder();
    expect(states).toEqual({
      'agent-7': { presence: 'OFFLINE', changes: 3, since: '2023-10-27T08:00:20.000000000Z' },
    });
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['applied']));
  });

  it('is the same when every event comes again and again', async () => {
    const { states } = await deliver(session).to(moduleTemplateModule).withDuplicates();
    expect(states).toMatchObject({ 'agent-7': { changes: 3 } });
  });

  it('is counted once, wherever the function dies', async () => {
    const { effects } = await deliver(session).to(moduleTemplateModule).withCrashes();
    expect(effects).toHaveLength(1);
  });

  it('goes on without an event that never came', async () => {
    const { states, outcomes } = await deliver(session.slice(1)).to(moduleTemplateModule).inOrder();
    expect(states).toMatchObject({ 'agent-7': { presence: 'OFFLINE' } });
    expect(Object.values(outcomes)).toEqual(['gap', 'applied', 'applied']);
  });

  it('is not changed by a login that comes minutes after the logout', async () => {
    const run = new ModuleRun(moduleTemplateModule, { startsAt: '2023-10-27T08:00:00Z' });
    const login = moduleEvent({ ...agent, eventType: 'agent.login', timestamp: '2023-10-27T08:00:00Z' });
    await run.deliver(
      moduleEvent({ ...agent, eventType: 'agent.logout', timestamp: '2023-10-27T08:00:20Z' }),
    );
    await run.pass(120);

    await run.deliver(login);

    expect(run.outcome(login)).toBe('late');
    expect(run.state('agent-7')).toMatchObject({ since: '2023-10-27T08:00:20.000000000Z' });
  });
});
