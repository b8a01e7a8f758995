import fc from 'fast-check';
import type { WellFormedText } from './bodies';
import { canary } from './canary';
import { goodTimes } from './event-texts';
import { oddTimes } from './instants';
import { deepJsonText, infiniteNumbers, jsonText } from './json-texts';
import { secretText, showableText } from './nasty-texts';

const quoted = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.map((one) => JSON.stringify(one));

const optional = (json: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: fc.constant('null') });

const kind = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('Text', 'Structured', 'Receipt', 'Event') },
  { weight: 1, arbitrary: fc.constantFrom('toString', '__proto__', 'İ'.repeat(40), 'x/y', ' ') },
);

/** A person's address, such as a telephone number. */
const party = optional(secretText(300).map((id) => `{"id":${JSON.stringify(id)},"nickname":"${canary}"}`));

/** ASCII that a pattern takes as it stands. */
const escaped = (text: string): string =>
  text.replaceAll(/\W/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** An id that can be read in the event's is left as it is; any other is hashed. */
const idLike = (id: string): RegExp =>
  id.length <= 120 && /^[\x21-\x7e]+$/.test(id) ? new RegExp(`^${escaped(id)}/`) : /^[0-9a-f]{64}\//;

/** Messages that must be taken. */
export const wellFormedMessage: fc.Arbitrary<WellFormedText> = fc
  .record({
    id: showableText(256),
    type: kind,
    time: fc.constantFrom(...goodTimes),
    to: party,
    from: party,
    messageId: optional(quoted(secretText(256))),
    status: optional(fc.constantFrom('"Delivered"', '"Read"', '"constructor"')),
    events: optional(fc.constantFrom('[]', '[{}]', '[{"eventType":"Typing"}]', `[{"eventType":null}]`)),
    direction: optional(quoted(secretText(64))),
    text: jsonText,
  })
  .map(({ id, type, time, to, from, messageId, status, events, direction, text }) => ({
    id: idLike(id),
    json: `{"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"channel":{"to":${to},"from":${from},"time":"${time}","messageId":${messageId},"platform":"${canary}"},"status":${status},"events":${events},"direction":${direction},"text":${text}}`,
  }));

const sound: Readonly<Record<string, string>> = {
  id: '"m-1"',
  type: '"Text"',
  channel: `{"to":{"id":"${canary}"},"from":{"id":"${canary}"},"time":"2023-10-27T14:30:00Z"}`,
  text: `"${canary}"`,
};

const channelWith = (name: string, json: string): string =>
  `{"time":"2023-10-27T14:30:00Z","${name}":${json}}`;

const badChannels = [
  'null',
  '[]',
  `"${canary}"`,
  '{}',
  channelWith('to', `"${canary}"`),
  channelWith('to', `{"id":["${canary}"]}`),
  channelWith('from', `{"id":"${canary.repeat(300)}"}`),
  channelWith('id', String.raw`"\ud800"`),
  channelWith('__proto__', '{"time":7}'),
  ...[...oddTimes, ...infiniteNumbers].map((time) => channelWith('time', time)),
] as const;

const badTexts = ['""', 'null', '7', '{}', String.raw`"e\ud800"`, `"${canary.repeat(300)}"`, '[[]]'] as const;

const wrongMember = fc.oneof(
  fc.tuple(fc.constantFrom('id', 'type', 'status', 'direction', 'events'), fc.constantFrom(...badTexts)),
  fc.tuple(fc.constant('channel'), fc.constantFrom(...badChannels)),
  fc.tuple(
    fc.constant('events'),
    fc.constantFrom('[null]', '[[]]', '[{"eventType":7}]', `{"0":"${canary}"}`),
  ),
  fc.tuple(fc.constantFrom('id', 'type', 'channel', 'text', '__proto__'), jsonText),
  fc.tuple(fc.constantFrom('channel', 'text', 'events'), deepJsonText),
);

/** A message with a member that is wrong, or only unusual. */
export const nearlyMessage: fc.Arbitrary<string> = wrongMember.map(([name, json]) => {
  const members = [...Object.entries(sound).filter(([one]) => one !== name), [name, json]];
  return `{${members.map(([one, value]) => `"${one}":${value}`).join(',')}}`;
});
