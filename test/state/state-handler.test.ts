import { groupIdOf } from '../../lambdas/core/entity';
import type { EntityState } from '../../lambdas/state/ports';
import { stateFixture } from './state-fixture';

const call = { type: 'call', id: 'c-1' };

const stored: EntityState = {
  version: 4,
  updatedAt: '2023-10-27T15:00:00.000000000Z',
  state: { customer: '+49301234567', talkMs: 1500 },
  complete: true,
  parked: [{ type: 'call.completed', id: 'e-9', dueAt: '2023-10-27T15:01:00.000000000Z' }],
};

describe('a state that is asked for', () => {
  it('is given with all that is known of the entity', async () => {
    const state = stateFixture();
    state.states.put('calls', call, stored);

    const response = await state.get('calls', 'c-1');

    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      module: 'calls',
      entity: call,
      version: 4,
      updatedAt: '2023-10-27T15:00:00.000000000Z',
      state: { customer: '+49301234567', talkMs: 1500 },
      complete: true,
      parked: [{ type: 'call.completed', id: 'e-9', dueAt: '2023-10-27T15:01:00.000000000Z' }],
    });
  });

  it('is null while all events of the entity are parked', async () => {
    const state = stateFixture();
    state.states.put('calls', call, { ...stored, state: null });
    expect(JSON.parse((await state.get('calls', 'c-1')).body)).toMatchObject({ state: null });
  });

  it('comes with the one before it where the module keeps that', async () => {
    const state = stateFixture();
    state.states.put(
      'presence',
      { type: 'agent', id: 'a-1' },
      {
        version: 1,
        updatedAt: stored.updatedAt,
        state: { status: 'BUSY' },
        previous: null,
        parked: [],
      },
    );
    expect(JSON.parse((await state.get('presence', 'a-1')).body)).toEqual({
      module: 'presence',
      entity: { type: 'agent', id: 'a-1' },
      version: 1,
      updatedAt: stored.updatedAt,
      state: { status: 'BUSY' },
      previous: null,
      parked: [],
    });
  });

  it.each([
    ['a%2Fb', 'a/b'],
    ['j%C3%BCrgen%40example.com', 'jürgen@example.com'],
    ['50%25', '50%'],
    ['%2541', '%41'],
    ['a+b', 'a+b'],
    ['a b', 'a b'],
    ['100%', '100%'],
  ])('is found when its path says %s', async (sent, id) => {
    const state = stateFixture();
    state.states.put('calls', { type: 'call', id }, stored);
    expect(JSON.parse((await state.get('calls', sent)).body)).toMatchObject({ entity: { id } });
  });

  it.each(['a/b', '50%', '%41', '%2541', 'jürgen@example.com'])(
    'is found behind an HTTP API, which has decoded its path: %s',
    async (id) => {
      const state = stateFixture();
      state.states.put('calls', { type: 'call', id }, stored);

      const response = await state.ask({
        version: '2.0',
        routeKey: 'GET /state/{module}/{entity}',
        rawPath: `/live/state/calls/${id}`,
        pathParameters: { module: 'calls', entity: id },
        isBase64Encoded: false,
      });

      expect(response.statusCode).toBe(200);
    },
  );

  it('is found by an id of 256 characters', async () => {
    const state = stateFixture();
    const id = 'ü'.repeat(256);
    state.states.put('calls', { type: 'call', id }, stored);
    expect((await state.get('calls', encodeURIComponent(id))).statusCode).toBe(200);
  });
});

describe('a state that there is not', () => {
  it.each([
    [
      'the module',
      'orders',
      'c-1',
      'There is no module "orders". Modules that keep states: calls, presence.',
    ],
    [
      'a state in the module',
      'audit',
      'c-1',
      'The module audit keeps no states. Modules that keep states: calls, presence.',
    ],
    [
      'the entity',
      'calls',
      'c-2',
      'The module calls knows no call with this id. It knows one from its first event on.',
    ],
  ])('is answered 404 with what is missing: %s', async (_, module, entity, message) => {
    const state = stateFixture();
    state.states.put('calls', call, stored);
    const response = await state.get(module, entity);
    expect(response.statusCode).toBe(404);
    expect(JSON.parse(response.body)).toEqual({ error: 'NOT_FOUND', message });
  });

  it.each([
    ['empty', '', 0],
    ['too long', 'x'.repeat(257), 257],
  ])('is answered 400 when the id is %s', async (_, entity, length) => {
    const response = await stateFixture().get('calls', entity);
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(response.body)).toEqual({
      error: 'BAD_ENTITY_ID',
      message: `The entity id has ${length} characters. It must have 1 to 256.`,
    });
  });

  it('is answered, too, when there are no parameters at all', async () => {
    const response = await stateFixture().ask({ pathParameters: null });
    expect(response.statusCode).toBe(404);
  });
});

describe('a state that cannot be read', () => {
  const failing = (error: Error) =>
    stateFixture({
      read: async () => {
        throw error;
      },
    });

  it('is answered 503, and the log has the class of the error only', async () => {
    const state = failing(new RangeError('c-1 is throttled'));

    const response = await state.get('calls', 'c-1');

    expect(response.statusCode).toBe(503);
    expect(response.headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(JSON.parse(response.body)).toMatchObject({ error: 'UNAVAILABLE' });
    expect(response.body).not.toContain('throttled');
    expect(state.log.lines).toEqual([
      {
        level: 'error',
        code: 'STATE_UNAVAILABLE',
        fields: { module: 'calls', entityHash: groupIdOf(call), status: 503, errorName: 'RangeError' },
      },
    ]);
  });

  it('is answered 503 before API Gateway gives up on a table that never answers', async () => {
    jest.useFakeTimers();
    const never = stateFixture({
      read: (_module, _entity, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('gave up')));
        }),
    });
    try {
      const response = never.get('calls', 'c-1');
      await jest.advanceTimersByTimeAsync(4000);
      expect((await response).statusCode).toBe(503);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('every answer', () => {
  const asked: readonly (readonly [module: string, entity: string])[] = [
    ['calls', 'c-1'],
    ['calls', 'c-2'],
    ['calls', ''],
    ['audit', 'c-1'],
    ['orders-of-jane', 'c-1'],
  ];

  it.each(asked)('about %s, "%s" is JSON that nobody may keep', async (module, entity) => {
    const state = stateFixture();
    state.states.put('calls', call, stored);
    const { headers, isBase64Encoded } = await state.get(module, entity);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(isBase64Encoded).toBe(false);
  });

  it('is logged without the state, the id, or a name that we do not know', async () => {
    const state = stateFixture();
    state.states.put('calls', call, stored);
    for (const [module, entity] of asked) await state.get(module, entity);
    expect(state.log.lines.map(({ fields }) => fields)).toEqual([
      { module: 'calls', entityHash: groupIdOf(call), status: 200 },
      { module: 'calls', entityHash: groupIdOf({ type: 'call', id: 'c-2' }), status: 404 },
      { module: 'calls', status: 400, reason: 'BAD_ENTITY_ID' },
      { module: 'audit', status: 404, reason: 'NO_STATES' },
      { status: 404, reason: 'NO_SUCH_MODULE' },
    ]);
    expect(state.log.lines.every(({ level, code }) => level === 'info' && code === 'STATE_READ')).toBe(true);
  });
});
