import { parseSwitchboardEvent } from '../../../lambdas/core/formats/switchboard-event';

const receivedMs = Date.UTC(2023, 9, 27, 14, 30, 1);

const parse = (body: string | Uint8Array): ReturnType<typeof parseSwitchboardEvent> =>
  parseSwitchboardEvent({ source: 'genesys', rawBody: Buffer.from(body), receivedMs });

const event = {
  id: 'e-1',
  eventType: 'agent.login',
  entityType: 'Agent',
  timestamp: '2023-10-27T14:30:00.5Z',
  resourceUri: '/api/v2/users/a-1',
  userId: 'a-1',
  data: { status: 'AVAILABLE' },
};

describe('parseSwitchboardEvent', () => {
  it('maps every field to the envelope', () => {
    expect(parse(JSON.stringify(event))).toEqual({
      kind: 'event',
      envelope: {
        specversion: '1.0',
        id: 'e-1',
        source: 'genesys',
        type: 'agent.login',
        subject: '/api/v2/users/a-1',
        time: '2023-10-27T14:30:00.500000000Z',
        datacontenttype: 'application/json',
        data: { status: 'AVAILABLE' },
        entitytype: 'Agent',
        actorid: 'a-1',
        receivedtime: '2023-10-27T14:30:01.000000000Z',
        ordertime: '2023-10-27T14:30:00.500000000Z',
      },
    });
  });

  it('leaves out what the sender left out or sent as null', () => {
    const parsed = parse(
      JSON.stringify({
        id: 'e-1',
        eventType: 'x',
        timestamp: event.timestamp,
        userId: null,
        resourceUri: null,
      }),
    );
    expect(parsed.kind === 'event' && Object.keys(parsed.envelope)).toEqual([
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'datacontenttype',
      'data',
      'receivedtime',
      'ordertime',
    ]);
  });

  it('tolerates a byte order mark and line ends', () => {
    expect(parse(`\uFEFF${JSON.stringify(event, null, 2).replaceAll('\n', '\r\n')}`).kind).toBe('event');
  });

  it('keeps the data as it is, prototype keys included', () => {
    const parsed = parse(
      '{"id":"e","eventType":"t","timestamp":"2023-10-27T14:30:00Z","data":{"__proto__":{"x":1}}}',
    );
    expect(parsed.kind === 'event' && JSON.stringify(parsed.envelope.data)).toBe('{"__proto__":{"x":1}}');
  });

  it.each([
    ['nothing', ''],
    ['cut JSON', '{"id":"e-1",'],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['form data', 'id=e-1&eventType=agent.login'],
  ])('finds no JSON in %s', (_, body) => {
    expect(parse(body)).toMatchObject({ kind: 'unusable', reason: 'NOT_JSON' });
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'body: must be a JSON object'],
    ['an array', [event], 'body: must be a JSON object'],
    ['a string', 'event', 'body: '],
    ['no id', { ...event, id: undefined }, 'id: must be a string'],
    ['an empty id', { ...event, id: '' }, 'id: must not be empty'],
    ['a number as id', { ...event, id: 7 }, 'id: must be a string'],
    ['an endless id', { ...event, id: 'x'.repeat(257) }, 'id: must have 256 characters at most'],
    ['a lone surrogate in the id', { ...event, id: '\uD800' }, 'id: must be well-formed Unicode'],
    ['no type', { ...event, eventType: undefined }, 'eventType: must be a string'],
    ['no timestamp', { ...event, timestamp: undefined }, 'timestamp: '],
    [
      'a local timestamp',
      { ...event, timestamp: '2023-10-27T14:30:00' },
      'timestamp: must be an RFC 3339 time',
    ],
    ['an object as user', { ...event, userId: {} }, 'userId: '],
  ])('says what is wrong with %s', (_, value, problem) => {
    const parsed = parse(JSON.stringify(value));
    expect(parsed).toMatchObject({ kind: 'unusable', reason: 'SCHEMA_VIOLATED' });
    expect(parsed.kind === 'unusable' && parsed.problems.join('\n')).toContain(problem);
  });

  it('tells all problems at once and no value', () => {
    const parsed = parse(
      JSON.stringify({ ...event, id: 7_654_321, userId: ['Jane Doe'], timestamp: 'noon' }),
    );
    const told = JSON.stringify(parsed);
    expect(parsed.kind === 'unusable' && parsed.problems).toHaveLength(3);
    expect(told).not.toMatch(/7654321|Jane|noon/);
  });

  it.each(['1e309', '[1,[{"n":-1e400}]]', `1${'0'.repeat(400)}`])(
    'refuses %s, which would be passed on as null',
    (data) => {
      const parsed = parse(`{"id":"e","eventType":"t","timestamp":"2023-10-27T14:30:00Z","data":${data}}`);
      expect(parsed).toEqual({
        kind: 'unusable',
        reason: 'SCHEMA_VIOLATED',
        problems: ['body: must not have numbers beyond ±1.8e308'],
      });
    },
  );

  it.each(['1.7976931348623157e308', '-1e308', '1e-400'])('keeps %s, as near as a number can', (number) => {
    const parsed = parse(`{"id":"e","eventType":"t","timestamp":"2023-10-27T14:30:00Z","data":${number}}`);
    expect(parsed.kind === 'event' && parsed.envelope.data).toBe(Number(number));
  });

  it.each([
    ['arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
  ])('refuses %s nested too deep to be serialised again', (_, data) => {
    const parsed = parse(`{"id":"e","eventType":"t","timestamp":"2023-10-27T14:30:00Z","data":${data}}`);
    expect(parsed).toMatchObject({ kind: 'unusable', reason: 'SCHEMA_VIOLATED' });
  });
});
