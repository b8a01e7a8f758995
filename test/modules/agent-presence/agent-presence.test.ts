import { agentPresenceModule } from '../../../lambdas/modules/agent-presence/module';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { instant } from '../../instant';

const event = (type: string, data: unknown): ModuleEvent => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'genesys',
  type,
  time: instant('2023-10-27T14:30:00.25Z'),
  datacontenttype: 'application/json',
  receivedtime: instant('2023-10-27T14:30:01Z'),
  ordertime: instant('2023-10-27T14:30:00.25Z'),
  actorid: 'a-1',
  data,
});

describe('agent-presence', () => {
  it.each<[string, string, unknown, string]>([
    ['the status the platform names', 'agent.status', { status: 'ON_QUEUE' }, 'ON_QUEUE'],
    ['the presence where there is no status', 'agent.status', { presence: 'BUSY' }, 'BUSY'],
    ['the status of a login that names one', 'agent.login', { status: 'AVAILABLE' }, 'AVAILABLE'],
    ['a login without a status', 'agent.login', null, 'LOGGED_IN'],
    ['a logout without a status', 'agent.logout', {}, 'OFFLINE'],
    ['a status event without one', 'agent.status', {}, 'UNKNOWN'],
  ])('takes %s', (_, type, data, status) => {
    expect(agentPresenceModule.apply(event(type, data))).toEqual({
      status,
      since: '2023-10-27T14:30:00.250000000Z',
      eventId: 'e-1',
    });
  });

  it.each([
    ['a number as status', { status: 7 }],
    ['an empty status', { status: '' }],
    ['a list', ['BUSY']],
  ])('refuses %s', (_, data) => {
    expect(() => agentPresenceModule.apply(event('agent.status', data))).toThrow('Invalid input');
  });
});
