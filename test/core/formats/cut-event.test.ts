import * as fc from 'fast-check';
import { Allow, parse } from 'partial-json';
import { parseSwitchboardEvent } from '../../../lambdas/core/formats/switchboard-event';
import { recoverCutObject } from '../../../lambdas/core/formats/recover-cut-object';
import type { Envelope } from '../../../lambdas/core/envelope';
import { isRecord } from '../../../lambdas/core/is-record';

const receivedMs = Date.parse('2023-10-27T14:30:01Z');

const event = {
  id: 'e-1',
  eventType: 'call.completed',
  entityType: 'Conversation',
  timestamp: '2023-10-27T14:30:00.123Z',
  resourceUri: '/api/v2/conversations/c-1',
  userId: 'a-1',
  data: {
    conversationId: 'c-1',
    note: 'quotes " and \\ and emoji 😀 and é',
    duration: 125.5,
    isOutbound: true,
    wrapup: null,
    participants: [{ id: 'p-1', calls: [1, 2] }, { id: 'p-2' }],
    queue: { id: 'q-1', name: 'Sales, west' },
    7: 'a name that objects put first',
  },
};
const text = JSON.stringify(event);
const bytes = Buffer.from(text);

const parsed = (body: string | Uint8Array) =>
  parseSwitchboardEvent({ source: 'genesys', rawBody: Buffer.from(body), receivedMs });
const envelopeOf = (body: string | Uint8Array): Envelope | undefined => {
  const result = parsed(body);
  return result.kind === 'event' ? result.envelope : undefined;
};

/** Where the whole of `resourceUri` has come. */
const identifiedFrom = text.indexOf('/conversations/c-1"') + '/conversations/c-1"'.length;

describe('an event whose JSON was cut', () => {
  it('is recovered, wherever it was cut, only if what identifies it came whole, and with no half value', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const envelope = envelopeOf(bytes.subarray(0, length));

      expect(envelope !== undefined).toBe(length >= identifiedFrom);
      if (envelope === undefined) continue;
      expect(envelope).toMatchObject({
        id: 'e-1',
        type: 'call.completed',
        subject: '/api/v2/conversations/c-1',
        time: '2023-10-27T14:30:00.123000000Z',
        truncated: 'json',
      });
      expect([undefined, 'a-1']).toContain(envelope.actorid);
      if (envelope.data !== null) expect(event.data).toMatchObject(envelope.data ?? {});
    }
  });

  it('keeps what came whole of its data', () => {
    const cut = text.slice(0, text.indexOf('{"id":"p-2"'));

    expect(envelopeOf(cut)?.data).toEqual({
      7: 'a name that objects put first',
      conversationId: 'c-1',
      note: event.data.note,
      duration: 125.5,
      isOutbound: true,
      wrapup: null,
    });
  });

  const identified =
    '"id":"1","eventType":"t","timestamp":"2023-10-27T14:30:00Z","resourceUri":"/api/v2/users/u"';
  it.each([
    ['a text', '"a":"wh', {}],
    ['an escape', String.raw`"a":"wh\u12`, {}],
    ['the middle of a surrogate pair', String.raw`"a":"\ud83d`, {}],
    ['a backslash', '"a":"wh\\', {}],
    ['a word', '"a":tru', {}],
    ['a word that is whole and could go on', '"a":true', {}],
    ['a number that could go on', '"a":12', {}],
    ['a number in front of a space', '"a":12 ', {}],
    ['a list', '"a":[1,2', {}],
    ['an object', '"a":{"x":1,"y":2', {}],
    ['a name', '"a', {}],
    ['a name without a value', '"a":', {}],
    ['a text that is whole', '"a":"whole"', { a: 'whole' }],
    ['a list that is whole', '"a":[1,2]', { a: [1, 2] }],
    ['an object that is whole', '"a":{"x":1}', { a: { x: 1 } }],
  ])('in %s leaves out what is not certain', (_, end, members) => {
    const cut = `{${identified},"data":{"first":1,${end}`;

    expect(envelopeOf(cut)?.data).toEqual({ first: 1, ...members });
  });

  it.each([
    ['the second value of a name counts', '"a":1,"a":{"x":1,"y":', { a: 1 }],
    ['a name that objects put first is not taken half', '"zz":"whole","12":{"x":1,"y":', { zz: 'whole' }],
    [
      'a prototype is no prototype',
      '"__proto__":{"polluted":1},"b":2,"c',
      JSON.parse('{"__proto__":{"polluted":1},"b":2}'),
    ],
  ])('is read like JSON: %s', (_, data, expected) => {
    const recovered = envelopeOf(`{${identified},"data":{${data}`)?.data;

    expect(recovered).toEqual(expected);
    expect(Object.getPrototypeOf(recovered)).toBe(Object.prototype);
  });

  it.each([
    ['is cut behind its data', `{${identified},"data":{"a":1}`, { a: 1 }],
    ['is cut behind another object', `{"data":{"a":1,"b":2},${identified},"userId":"u`, { a: 1, b: 2 }],
    ['is cut in a list that is its data', `{${identified},"data":[1,2`, null],
    ['ends with dots in the place of the rest', `{${identified},"data":{"a":1,"b":"x...`, { a: 1 }],
  ])('and that %s is recovered', (_, cut, data) => {
    expect(envelopeOf(cut)).toMatchObject({ truncated: 'json', data });
  });

  it.each([
    ['has no id', `{${identified.replace('"id":"1",', '')},"data":{"a":1,"b`],
    ['has no resourceUri', `{${identified.replace(/,"resourceUri.+/, '')},"data":{"a":1,"b`],
    ['ends before its end', `{${identified}} and more`],
    ['closes what is not open', `{${identified},"data":{"a":1],"b`],
    ['has a mistake before the cut', `{${identified},"data":{"a":oops,"b":1,"c`],
    ['is no object', `[{${identified}}`],
    ['is no text', Buffer.from([0x7b, 0xff, 0xfe])],
    ['nests too deep', `{${identified},"data":{"a":${'['.repeat(300)}${']'.repeat(300)},"b`],
  ])('and that %s is no JSON', (_, body) => {
    expect(parsed(body)).toMatchObject({ kind: 'unusable', reason: 'NOT_JSON' });
  });

  it('of a mebibyte of brackets or quotes is dealt with', () => {
    for (const body of [
      '{'.repeat(1_048_576),
      `{"a":"${'\\'.repeat(1_048_570)}`,
      `{${'"a":1,'.repeat(170_000)}`,
    ]) {
      expect(parsed(body)).toMatchObject({ kind: 'unusable' });
    }
  });

  it('never gains a member, whatever it is and wherever it is cut', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, at) => {
        const whole: unknown = JSON.parse(JSON.stringify(object));
        const json = Buffer.from(JSON.stringify(object));
        const cut = json.subarray(0, at % Math.max(1, json.length)).toString();
        for (const [name, value] of Object.entries(recoverCutObject(cut) ?? {})) {
          const before = isRecord(whole) ? whole[name] : undefined;
          const isPart = isRecord(value) && !Array.isArray(value) && isRecord(before);
          if (isPart) for (const [inner, part] of Object.entries(value)) expect(before[inner]).toEqual(part);
          else expect(value).toEqual(before);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gains nothing that a tolerant parser from elsewhere does not see', () => {
    const cuts = Array.from({ length: text.length - 1 }, (_, length) => text.slice(0, length + 1));
    const recovered = cuts.flatMap((cut) => {
      const ours = recoverCutObject(cut);
      return ours === undefined ? [] : [{ ours, theirs: parse(cut, Allow.OBJ) }];
    });

    expect(recovered.length).toBeGreaterThan(300);
    for (const { ours, theirs } of recovered) expect(theirs).toMatchObject(ours);
  });
});

describe('an event that says that it is truncated', () => {
  const { data } = event;

  it('is marked', () => {
    expect(envelopeOf(JSON.stringify({ ...event, truncated: true }))).toMatchObject({
      truncated: 'flag',
      data: JSON.parse(JSON.stringify(data)),
    });
  });

  it.each([
    ['says so with another value', { ...event, truncated: 'yes' }],
    ['says that it is not', { ...event, truncated: false }],
    ['says so in its data', { ...event, data: { truncated: true } }],
  ])('is whole where it %s', (_, sent) => {
    expect(envelopeOf(JSON.stringify(sent))).not.toHaveProperty('truncated');
  });
});
