import * as fc from 'fast-check';
import { agentPresenceModule } from '../../../lambdas/modules/agent-presence/module';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { deliver, type EventSketch, moduleEvent, ModuleRun } from '../../module-kit';

const startsAt = '2023-10-27T18:00:00Z';

/** @param time on 2023-10-27, such as `14:00:00Z`, or a full RFC 3339 time */
const sketch = (status: string | undefined, time: string, more: Partial<EventSketch> = {}): EventSketch => ({
  eventType: 'agent.status',
  timestamp: time.includes('T') ? time : `2023-10-27T${time}`,
  receivedAt: startsAt,
  id: `${status} ${time}`,
  userId: 'a-1',
  data: status === undefined ? {} : { status },
  ...more,
});

const login = sketch('AVAILABLE', '08:00:00Z', { eventType: 'agent.login' });
const logout = sketch(undefined, '17:00:00Z', { eventType: 'agent.logout' });

const arrived = async (...sketches: readonly EventSketch[]): Promise<ModuleRun> => {
  const run = new ModuleRun(agentPresenceModule, { startsAt });
  for (const event of sketches.map(moduleEvent)) await run.deliver(event);
  return run;
};

const stored = (run: ModuleRun) => run.world.snapshots.get('agent-presence', 'agent', 'a-1');

/** A time of 2023-10-27 as states have it. */
const at = (time: string): string => `2023-10-27T${time}.000000000Z`;

describe('what an agent’s event says', () => {
  it.each<[string, string, unknown, string]>([
    ['the status the platform names', 'agent.status', { status: 'ON_QUEUE' }, 'ON_QUEUE'],
    ['the presence where there is no status', 'agent.status', { presence: 'BUSY' }, 'BUSY'],
    ['the status of a login that names one', 'agent.login', { status: 'AVAILABLE' }, 'AVAILABLE'],
    ['a login without a status', 'agent.login', null, 'LOGGED_IN'],
    ['a logout without a status', 'agent.logout', {}, 'OFFLINE'],
    ['a status event without one', 'agent.status', {}, 'UNKNOWN'],
  ])('is %s', (_, eventType, data, status) => {
    const event = moduleEvent({ eventType, timestamp: '2023-10-27T16:30:00.25+02:00', id: 'e-1', data });

    expect(agentPresenceModule.apply(event)).toEqual({
      status,
      since: '2023-10-27T14:30:00.250000000Z',
      seenAt: '2023-10-27T14:30:00.250000000Z',
      eventId: 'e-1',
    });
  });

  it.each([
    ['a number as status', { status: 7 }],
    ['an empty status', { status: '' }],
    ['a list', ['BUSY']],
  ])('is refused with %s', (_, data) => {
    const event: ModuleEvent = { ...moduleEvent(login), data };

    expect(() => agentPresenceModule.apply(event)).toThrow('Invalid input');
  });
});

describe('the time in a status', () => {
  it('begins with the first of the snapshots in a row that say the same', async () => {
    const run = await arrived(
      login,
      sketch('ON_QUEUE', '09:00:00Z'),
      sketch('ON_QUEUE', '09:10:00Z'),
      sketch('ON_QUEUE', '09:20:00Z', { id: 'newest' }),
    );

    expect(run.state('a-1')).toEqual({
      status: 'ON_QUEUE',
      since: at('09:00:00'),
      seenAt: at('09:20:00'),
      eventId: 'newest',
    });
  });

  it('of the status before it is what lies between two beginnings', async () => {
    const run = await arrived(
      login,
      sketch('AVAILABLE', '08:30:00Z'),
      sketch('BREAK', '09:00:00Z'),
      sketch('BREAK', '09:10:00Z'),
    );

    expect(stored(run)).toMatchObject({
      version: 4,
      state: { status: 'BREAK', since: at('09:00:00') },
      previous: { status: 'AVAILABLE', since: at('08:00:00'), seenAt: at('08:30:00') },
    });
  });

  it('begins anew when the agent comes back to a status', async () => {
    const run = await arrived(
      sketch('ON_QUEUE', '09:00:00Z'),
      sketch('BREAK', '10:00:00Z'),
      sketch('ON_QUEUE', '10:15:00Z'),
    );

    expect(run.state('a-1')).toMatchObject({ status: 'ON_QUEUE', since: at('10:15:00') });
  });

  it('does not change with a snapshot that comes too late or twice', async () => {
    const onQueue = sketch('ON_QUEUE', '09:00:00Z');
    const late = sketch('ON_QUEUE', '08:59:00Z');
    const run = await arrived(login, onQueue, late, onQueue, login);

    expect(run.outcome(moduleEvent(late))).toBe('stale');
    expect(run.outcome(moduleEvent(onQueue))).toBe('applied');
    expect(stored(run)).toMatchObject({ version: 2, state: { since: at('09:00:00') } });
  });

  it('begins when it was received, if the snapshot is dated 2099', async () => {
    const run = await arrived(login, sketch('BREAK', '2099-01-01T00:00:00Z'));

    expect(run.state('a-1')).toMatchObject({ status: 'BREAK', since: at('18:00:00') });
  });
});

describe('the presence of an agent', () => {
  const day = [login, sketch('ON_QUEUE', '08:05:00Z'), sketch('BREAK', '10:00:00Z'), logout];
  const offline = {
    status: 'OFFLINE',
    since: at('17:00:00'),
    seenAt: at('17:00:00'),
    eventId: 'undefined 17:00:00Z',
  };

  it('is the newest in every order of arrival, with duplicates and crashes', async () => {
    const delivery = deliver(day).to(agentPresenceModule);

    for (const delivered of [
      await delivery.inAnyOrder(),
      await delivery.withDuplicates(),
      await delivery.withCrashes(),
    ]) {
      expect(delivered.states).toEqual({ 'a-1': offline });
    }
  });

  it('is the logout, when login and logout come in the same instant', async () => {
    const same = [
      { ...login, id: 'z', timestamp: '2023-10-27T09:00:00+01:00' },
      { ...logout, id: 'a', timestamp: '2023-10-27T08:00:00.000Z' },
    ];
    const { states } = await deliver(same).to(agentPresenceModule).inAnyOrder();

    expect(states['a-1']).toMatchObject({ status: 'OFFLINE', eventId: 'a' });
  });

  it('lasts since its unbroken run began, for any run of snapshots that come in order', async () => {
    const statuses = fc.array(fc.constantFrom('AVAILABLE', 'ON_QUEUE', 'BREAK'), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(statuses, async (given) => {
        const times = given.map((_, minute) => `09:${String(minute).padStart(2, '0')}:00Z`);
        const run = await arrived(...given.map((status, minute) => sketch(status, times[minute] ?? '')));

        const last = given.at(-1);
        const first = given.findLastIndex((status) => status !== last) + 1;
        expect(run.state('a-1')).toMatchObject({
          status: last,
          since: at(`09:${String(first).padStart(2, '0')}:00`),
        });
      }),
      { numRuns: 100, seed: 20231027 },
    );
  });
});
