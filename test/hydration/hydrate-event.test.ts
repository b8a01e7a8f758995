import {
  PlatformFailedError,
  PlatformRateLimitedError,
  RecordRefusedError,
} from '../../lambdas/hydration/ports';
import { billing, calls, completed, cut, HydrationWorld, presence, record } from './hydration-fixture';

const path = '/api/v2/conversations/c-1';

const worldWith = (...given: ConstructorParameters<typeof HydrationWorld>): HydrationWorld => {
  const world = new HydrationWorld(...given);
  world.platform.records.set(path, record);
  return world;
};

describe('a truncated event', () => {
  it('is claimed and sent to hydration once, for all modules that want it', async () => {
    const world = worldWith();

    expect(await world.post(cut(completed))).toEqual({ status: 'accepted', id: 'e-1' });

    expect(world.queues.sent.map(({ module }) => module)).toEqual(['hydration']);
    expect(world.got('hydration')).toMatchObject([{ truncated: 'json', hydratefor: 'calls,billing' }]);
    expect(world.outcomes('e-1')).toEqual({});
  });

  it('reaches them whole, marked, with its id and its place in the order', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    const receivedtime = '2023-10-27T14:30:01.000000000Z';
    world.clock.nowMs += 5_000;

    expect(await world.hydrate()).toBe(0);

    for (const module of ['calls', 'billing']) {
      const [event, ...others] = world.got(module);
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        id: 'e-1',
        source: 'genesys',
        time: '2023-10-27T14:30:00.000000000Z',
        ordertime: '2023-10-27T14:30:00.000000000Z',
        receivedtime,
        hydratedtime: '2023-10-27T14:30:06.000000000Z',
        data: { ...record, conversationId: 'c-1' },
      });
      expect(event).not.toHaveProperty('truncated');
      expect(event).not.toHaveProperty('hydratefor');
    }
    expect(world.platform.gets).toEqual([path]);
    expect(world.outcomes('e-1')).toEqual({ hydration: 'applied' });
  });

  it('keeps fields of its own that the record lacks, and the record wins for the others', async () => {
    const world = worldWith();
    await world.post({ ...completed, truncated: true });

    await world.hydrate();

    expect(world.got('calls')[0]?.data).toEqual({
      conversationId: 'c-1',
      participants: [{ id: 'p-1' }],
      ...record,
    });
  });

  it('says by its path what it is about, where neither it nor the record does', async () => {
    const world = worldWith();
    const whole = { ...completed, data: { nothing: 'of use' } };
    await world.post(cut(whole));

    await world.hydrate();

    expect(world.got('calls')[0]?.data).toEqual({ ...record, conversationId: 'c-1' });
  });

  it('goes at once to the modules that have all they require, and only then to the others', async () => {
    const world = worldWith();
    await world.post(completed);
    const before = world.queues.sent.map(({ module }) => module);

    await world.hydrate();

    expect(before).toEqual(['calls', 'hydration']);
    expect(world.got('hydration')[0]).toMatchObject({ truncated: 'fields', hydratefor: 'billing' });
    expect(world.got('calls')).toHaveLength(1);
    expect(world.got('calls')[0]).not.toHaveProperty('truncated');
    expect(world.got('billing')).toMatchObject([{ data: { note: 'of the record', durationSeconds: 60 } }]);
  });

  it('is whole where nothing is missing', async () => {
    const world = worldWith();
    await world.post({ ...completed, data: { ...completed.data, durationSeconds: 0, queue: { id: 'q' } } });

    expect(world.queues.sent.map(({ module }) => module)).toEqual(['calls', 'billing']);
  });

  it('that its record cannot complete either reaches the module as it is', async () => {
    const world = new HydrationWorld([billing]);
    await world.post(completed);

    await world.hydrate();

    expect(world.got('billing')).toMatchObject([{ hydratedtime: expect.any(String), data: completed.data }]);
  });

  it('is sent to hydration again, with its first times, while a module has no outcome', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.clock.nowMs += 60_000;

    expect(await world.post(cut(completed))).toEqual({ status: 'duplicate', id: 'e-1' });

    const [first, second] = world.got('hydration');
    expect(second?.message.deduplicationId).toBe(first?.message.deduplicationId);
    expect(second?.message.groupId).toBe(first?.message.groupId);
    expect(second?.receivedtime).toBe(first?.receivedtime);
  });

  it('is not sent again when every module is done', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    for (const module of ['calls', 'billing']) {
      await world.world.claims.record({
        source: 'genesys',
        eventId: 'e-1',
        module,
        outcome: 'applied',
        at: '2023',
      });
    }

    await world.post(cut(completed));

    expect(world.got('hydration')).toHaveLength(1);
  });

  it('is sent again to every module when hydration died between two sends, under the same deduplication id', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.queues.failing.add('billing');
    expect(await world.hydrate()).toBe(1);
    world.queues.failing.clear();

    await world.hydrate(world.got('hydration').map(({ message }) => message));

    const ids = [...world.got('calls'), ...world.got('billing')].map(
      ({ message }) => message.deduplicationId,
    );
    expect([ids.length, new Set(ids).size]).toEqual([3, 1]);
  });

  it.each([
    ['names no resource', { ...completed, truncated: true, resourceUri: undefined }],
    [
      'names another host',
      { ...completed, truncated: true, resourceUri: 'https://evil.example/api/v2/users/u' },
    ],
    ['names a path that is none', { ...completed, truncated: true, resourceUri: '/api/v2/../oauth/token' }],
  ])('that %s goes to quarantine, and nothing is claimed', async (_, sent) => {
    const world = worldWith();

    expect(await world.post(sent)).toMatchObject({ status: 'quarantined', reason: 'TRUNCATED' });

    expect(world.queues.sent).toEqual([]);
    expect(world.quarantined).toMatchObject([{ reason: 'TRUNCATED' }]);
    expect(world.outcomes('e-1')).toEqual({});
  });

  it('goes to quarantine where no platform is configured, for the modules that cannot use it', async () => {
    const world = new HydrationWorld([calls, billing], null);

    expect(await new HydrationWorld([calls], null).post(cut(completed))).toMatchObject({
      status: 'quarantined',
      reason: 'TRUNCATED',
    });
    expect(await world.post(completed)).toEqual({ status: 'accepted', id: 'e-1' });

    expect(world.queues.sent.map(({ module }) => module)).toEqual(['calls']);
    expect(world.outcomes('e-1')).toEqual({ billing: 'quarantined' });
  });

  it('of a type that nobody wants is ignored', async () => {
    expect(await worldWith([presence]).post(cut(completed))).toEqual({ status: 'ignored', id: 'e-1' });
  });

  it('is counted', async () => {
    const world = worldWith();
    await world.post(cut(completed));

    expect(world.world.metrics.counts).toMatchObject({ EventTruncated: 1, EventAccepted: 1 });
  });

  it('of which a module still finds no entity goes to quarantine, and that is its outcome there', async () => {
    const nameless = { ...calls, entity: { type: 'call', idFrom: ['data.legId'] } } as const;
    const world = worldWith([nameless, { ...billing, requires: {} }]);
    await world.post(cut(completed));

    expect(await world.hydrate()).toBe(0);

    expect(world.got('calls')).toEqual([]);
    expect(world.got('billing')).toHaveLength(1);
    expect(world.outcomes('e-1')).toEqual({ calls: 'quarantined', hydration: 'applied' });
    expect(world.quarantined).toMatchObject([{ reason: 'ENTITY_MISSING', source: 'genesys' }]);
  });
});

describe('events of one resource', () => {
  const events = ['e-1', 'e-2', 'e-3'].map((id) => ({ ...completed, id }));

  it('that come together cost one request', async () => {
    const world = worldWith();
    for (const event of events) await world.post(cut(event));
    world.clock.nowMs += 1000;

    await world.hydrate();

    expect(world.platform.gets).toEqual([path]);
    expect(world.got('calls').map(({ id }) => id)).toEqual(['e-1', 'e-2', 'e-3']);
  });

  it('and others cost one each', async () => {
    const world = worldWith();
    for (const event of events) await world.post(cut(event));
    await world.post(cut({ ...completed, id: 'e-9', resourceUri: '/api/v2/conversations/c-9' }));
    world.clock.nowMs += 1000;

    await world.hydrate();

    expect(world.platform.gets.toSorted()).toEqual([path, '/api/v2/conversations/c-9']);
  });

  it('get a record that is as new as they are', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.clock.nowMs += 1000;
    await world.hydrate();
    world.clock.nowMs += 1000;
    world.platform.records.set(path, { ...record, note: 'newer' });
    await world.post(cut({ ...completed, id: 'e-2' }));
    world.clock.nowMs += 1000;

    await world.hydrate();

    expect(world.platform.gets).toEqual([path, path]);
    expect(world.got('calls').map(({ data }) => data)).toMatchObject([record, { note: 'newer' }]);
  });

  it('that have no record cost one request too', async () => {
    const world = worldWith();
    for (const event of events) await world.post(cut(event));
    world.clock.nowMs += 1000;
    world.platform.failures.push(new RecordRefusedError('not-found', 'gone'));

    await world.hydrate();

    expect(world.platform.gets).toEqual([path]);
    expect(world.world.deadLetters.letters.map(({ cause }) => cause)).toEqual(
      Array.from({ length: 3 }, () => 'RECORD_NOT_FOUND'),
    );
  });
});

describe('a record that cannot be had', () => {
  it.each([
    ['not-found', 'RECORD_NOT_FOUND', 'RecordNotFound'],
    ['forbidden', 'FORBIDDEN', 'HydrationForbidden'],
    ['rejected', 'REJECTED', 'RecordRejected'],
    ['too-large', 'RECORD_TOO_LARGE', 'RecordTooLarge'],
  ] as const)(
    'as it is %s sends the event to the DLQ at once, with the cause %s',
    async (problem, cause, metric) => {
      const world = worldWith();
      await world.post(cut(completed));
      world.platform.failures.push(new RecordRefusedError(problem, 'refused'));

      expect(await world.hydrate()).toBe(0);

      expect(world.world.deadLetters.letters).toMatchObject([{ module: 'hydration', cause, attempts: 1 }]);
      expect(world.outcomes('e-1')).toEqual({
        hydration: 'dead-lettered',
        calls: 'dead-lettered',
        billing: 'dead-lettered',
      });
      expect(world.world.voice.counts).toMatchObject({ [metric]: 1 });
    },
  );

  it('is had by a redrive, and that replaces what the claim says', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.platform.failures.push(new RecordRefusedError('forbidden', 'refused'));
    const messages = world.waiting;
    await world.hydrate();
    world.clock.nowMs += 60_000;

    await world.hydrate(messages);

    expect(world.got('calls')).toHaveLength(1);
    expect(world.outcomes('e-1')).toMatchObject({ hydration: 'applied', calls: 'dead-lettered' });
    const at = '2023-10-27T15:00:00.000000000Z';
    await world.world.claims.record({
      source: 'genesys',
      eventId: 'e-1',
      module: 'calls',
      outcome: 'applied',
      at,
    });
    expect(world.outcomes('e-1')).toMatchObject({ calls: 'applied' });
  });

  it('this time is tried again, counted', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.platform.failures.push(new PlatformFailedError('unavailable', 'down', { retryAfterSeconds: 40 }));

    expect(await world.hydrate()).toBe(1);

    expect(world.world.claims.claims.get('genesys#e-1')?.failures['hydration']).toHaveLength(1);
    expect(world.world.visibility.calls.flat()).toMatchObject([{ delaySeconds: expect.any(Number) }]);
    expect(world.world.visibility.calls.flat()[0]?.delaySeconds).toBeGreaterThanOrEqual(40);
  });

  it('for the rate limit waits for its turn, and nothing counts', async () => {
    const world = worldWith();
    await world.post(cut(completed));
    world.platform.failures.push(new PlatformRateLimitedError('not now', { retryAfterSeconds: 17 }));

    expect(await world.hydrate()).toBe(1);

    expect(world.world.claims.claims.get('genesys#e-1')?.failures).toEqual({});
    expect(world.world.visibility.calls.flat()[0]?.delaySeconds).toBeGreaterThanOrEqual(17);
    expect(world.world.breakerStore.calls.written).toBe(0);
  });

  it('opens the breaker when it is the platform that fails, and nobody asks it any more', async () => {
    const world = worldWith();
    for (let index = 0; index < 7; index += 1) {
      const resourceUri = `/api/v2/conversations/c-${index}`;
      await world.post(cut({ ...completed, id: `e-${index}`, resourceUri }));
      world.platform.failures.push(new PlatformFailedError('unavailable', 'down'));
    }
    for (const message of world.waiting) await world.hydrate([message]);

    expect(world.platform.gets).toHaveLength(5);
    expect(world.world.log.lines.map(({ code }) => code)).toContain('BREAKER_OPENED');
  });
});
