import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson } from '../../../lambdas/core/genesys/canonical-json';
import { composedIdOf, type Identity } from '../../../lambdas/core/genesys/composed-id';
import { instant } from '../../instant';

const identity: Identity = {
  topicName: 'v2.users.a-1.activity',
  time: instant('2026-03-02T08:00:00.25Z'),
  timesource: 'event',
  eventBody: { id: 'a-1', presence: { systemPresence: 'AVAILABLE' } },
  metadata: { CorrelationId: 'c-1' },
};

/** The same value with the keys of every object in the reverse order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reversed(part)]),
  );
};

/** What a sender can send, in all of Unicode, lone surrogates included. */
const json = fc.jsonValue({ noUnicodeString: false, stringUnit: 'binary' });

describe('canonicalJson', () => {
  it.each<[string, string]>([
    ['{"b":1,"a":{"d":[3,2],"c":null}}', '{"a":{"c":null,"d":[3,2]},"b":1}'],
    [
      '{"10":0,"9":0,"\u00e9":0,"z":0,"\\ud83d\\ude00":0,"\\ufb33":0}',
      '{"10":0,"9":0,"z":0,"\u00e9":0,"\u{1F600}":0,"\uFB33":0}',
    ],
    ['[1.0, 1e2, 1E-7, 0.1, -0, 333333333.33333329]', '[1,100,1e-7,0.1,0,333333333.3333333]'],
    ['"\\u20ac$\\u000F\\nA\'B\\"\\\\\\/"', '"€$\\u000f\\nA\'B\\"\\\\/"'],
    ['{"__proto__":{"x":1},"a":2}', '{"__proto__":{"x":1},"a":2}'],
    ['[]', '[]'],
    ['{}', '{}'],
    ['null', 'null'],
  ])('writes %s as RFC 8785 says', (text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical);
  });

  it('says the same as the value, and the same for every order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('composedIdOf', () => {
  it('is the time and the first half of a hash of topic, time and body', () => {
    const text = `["v2.users.a-1.activity","2026-03-02T08:00:00.250000000Z",{"id":"a-1","presence":{"systemPresence":"AVAILABLE"}}]`;
    const contentHash = createHash('sha256').update(text).digest('hex');
    expect(composedIdOf(identity)).toEqual({
      id: `genesys/2026-03-02T08:00:00.250000000Z/${contentHash.slice(0, 32)}`,
      contentHash,
    });
  });

  it('is made of ASCII, never longer than 71 characters, and has nothing in it that the topic names', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'binary' }), json, (topicName, eventBody) => {
        const { id } = composedIdOf({ ...identity, topicName, eventBody });
        expect(id).toMatch(/^[\x21-\x7e]{1,71}$/);
        expect(id).not.toContain(topicName);
      }),
    );
  });

  it('is the same for every spelling of the same body, wherever the time was found', () => {
    fc.assert(
      fc.property(json, (eventBody) => {
        const { id } = composedIdOf({ ...identity, eventBody });
        const respelt: unknown = JSON.parse(JSON.stringify(reversed(eventBody), null, 2));
        expect(composedIdOf({ ...identity, eventBody: respelt, timesource: 'bus', metadata: {} }).id).toBe(
          id,
        );
      }),
    );
  });

  it.each<[string, Partial<Identity>]>([
    ['topic', { topicName: 'v2.users.a-2.activity' }],
    ['time', { time: instant('2026-03-02T08:00:00.251Z') }],
    ['body', { eventBody: { id: 'a-1', presence: { systemPresence: 'BUSY' } } }],
  ])('is another one with another %s', (_, changes) => {
    expect(composedIdOf({ ...identity, ...changes }).id).not.toBe(composedIdOf(identity).id);
  });

  it('does not depend on our own clock; the correlation id then tells equal bodies apart', () => {
    const undated = { ...identity, timesource: 'received' } as const;
    const { id } = composedIdOf(undated);

    expect(id).toMatch(/^genesys\/undated\/[0-9a-f]{32}$/);
    expect(composedIdOf({ ...undated, time: instant('2026-03-02T09:00:00Z') }).id).toBe(id);
    expect(composedIdOf({ ...undated, metadata: { CorrelationId: 'c-2' } }).id).not.toBe(id);
    expect(composedIdOf({ ...undated, metadata: undefined }).id).not.toBe(id);
  });
});
