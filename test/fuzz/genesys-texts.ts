import fc from 'fast-check';
import { genesysTopics } from '../../lambdas/core/genesys/topics';
import type { WellFormedText } from './bodies';
import { canary, canaryNumber } from './canary';
import { oddTimes } from './instants';
import { deepJsonText, infiniteNumbers, jsonText } from './json-texts';
import { prototypeNames, secretText } from './nasty-texts';

type Members = readonly (readonly [name: string, json: string])[];

const objectOf = (members: Members): string =>
  `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

/** What can stand in a topic's name for an id; none of it may be shown, for it may be a person's. */
const realId = fc.oneof(
  { weight: 2, arbitrary: fc.nat(500).map((n) => `${canary}-${n}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      canary,
      ...prototypeNames,
      `..%2F${canary}`,
      `//${canary}`,
      `${canary}@evil`,
      `a/../${canary}?x#y`,
      `😀${canary}`,
      '\u0000',
      ' ',
    ),
  },
);

const templates = genesysTopics.map(({ template }) => template);

const unknownTopics = [
  'v2.detail.events.conversation.{id}.unheard.of',
  'v2.users.{id}.presence',
  'v2.users.{id}.activity.more',
  'v3.users.{id}.activity',
  '{id}.users',
  '{id}',
] as const;

const topicOf = (names: readonly string[], id: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), id).map(([name, one]) => name.replaceAll('{id}', () => one));

const words = fc.constantFrom(
  '"VOICE"',
  '"voice"',
  '"CHAT"',
  '"TRANSFER"',
  `"${canary}"`,
  'null',
  '""',
  '{}',
);

/** What the topics' rules look for in a body. */
const ruledMember = fc.tuple(
  fc.constantFrom(
    'mediaType',
    'direction',
    'disconnectType',
    'wrapupCode',
    'userId',
    'answeredUserId',
    'queueId',
    'conversationId',
    'id',
  ),
  fc.oneof(
    words,
    secretText(300).map((text) => JSON.stringify(text)),
    fc.constantFrom(String.raw`"\ud800"`, `${canaryNumber}`),
  ),
);

const deepMember = fc.constantFrom<readonly [string, string]>(
  ['presence', `{"presenceDefinition":{"systemPresence":"${canary}"}}`],
  ['presence', `{"presenceDefinition":{"__proto__":"${canary}"}}`],
  ['routingStatus', `{"status":"${canary}"}`],
  ['routingStatus', `["${canary}"]`],
  ['user', `{"id":"${canary}"}`],
  ['entity', 'null'],
  ['__proto__', `{"mediaType":"VOICE","userId":"${canary}"}`],
);

const eventBody = fc
  .tuple(
    fc.constantFrom(...oddTimes),
    fc.array(fc.oneof(ruledMember, deepMember), { maxLength: 4 }),
    fc.option(fc.tuple(fc.constantFrom('participants', 'constructor'), jsonText), { nil: undefined }),
  )
  .map(([time, members, extra]) => objectOf([...(extra ? [extra] : []), ['eventTime', time], ...members]));

const optionalMember = (name: string, json: fc.Arbitrary<string>): fc.Arbitrary<Members> =>
  fc.oneof(
    json.map((one): Members => [[name, one]]),
    fc.constant<Members>([]),
  );

const around: fc.Arbitrary<Members> = fc
  .tuple(
    optionalMember('metadata', fc.oneof(fc.constant(`{"CorrelationId":"${canary}"}`), jsonText)),
    optionalMember('timestamp', fc.constantFrom(...oddTimes)),
    optionalMember('version', fc.constantFrom('"2"', '2', `"${canary}"`)),
  )
  .map((parts) => parts.flat());

/** The `detail` of an EventBridge event, or a notification that comes alone. */
const notification = (topic: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(topic, eventBody, around)
    .map(([name, body, others]) =>
      objectOf([...others, ['topicName', JSON.stringify(name)], ['eventBody', body]]),
    );

/** An EventBridge event around a notification. */
export const busEventOf = (detail: string, bus: string, members: Members = []): string =>
  objectOf([
    ['version', '"0"'],
    ['id', `"${canary}"`],
    ['detail-type', '"v2.users.{id}.activity"'],
    ['source', JSON.stringify(bus)],
    ['account', `"${canaryNumber}"`],
    ['time', '"2023-10-27T14:30:00Z"'],
    ['region', '"eu-central-1"'],
    ['resources', `["${canary}"]`],
    ['detail', detail],
    ...members,
  ]);

const composedId = /^genesys\/(?:undated|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)\/[0-9a-f]{32}$/;

const knownTopic = topicOf(templates, realId);
const unknownTopic = topicOf(unknownTopics, realId);

/** Notifications that are taken, or ignored because of their topic, whatever stands in the rest of them. */
export const soundNotification: fc.Arbitrary<string> = notification(
  fc.oneof({ weight: 5, arbitrary: knownTopic }, { weight: 1, arbitrary: unknownTopic }),
);

export const wellFormedNotification: fc.Arbitrary<WellFormedText> = fc
  .tuple(soundNotification, fc.boolean())
  .map(([detail, isOnBus]) => ({ json: isOnBus ? busEventOf(detail, canary) : detail, id: composedId }));

const badTopics = [
  '""',
  'null',
  `${canaryNumber}`,
  `["${canary}"]`,
  `{"split":"${canary}"}`,
  String.raw`"v2.users.\ud800.activity"`,
  `"v2.users.${canary.repeat(30)}.activity"`,
  '"v2.users..activity"',
  '"v2.users.{id}.activity"',
  '"v2.audits.entitytype.{id}.entityid.{id}"',
  '"........"',
  '"__proto__"',
] as const;

const badBodies = ['null', '[]', `["${canary}"]`, `"${canary}"`, '7', '{}', ...infiniteNumbers] as const;

const wrongMember = fc.oneof(
  fc.tuple(fc.constant('topicName'), fc.constantFrom(...badTopics)),
  fc.tuple(fc.constant('eventBody'), fc.constantFrom(...badBodies)),
  fc.tuple(fc.constant('timestamp'), fc.constantFrom(...infiniteNumbers)),
  fc.tuple(fc.constantFrom('topicName', 'eventBody', 'metadata', 'timestamp'), jsonText),
  fc.tuple(fc.constantFrom('topicName', 'eventBody', 'metadata', 'timestamp'), deepJsonText),
);

/** A notification with a member that is wrong, or is missing, or is only unusual; of two with one name the last counts. */
const wrongNotification: fc.Arbitrary<string> = fc
  .tuple(knownTopic, eventBody, wrongMember, fc.boolean())
  .map(([topic, body, [name, json], isMissing]) => {
    const members: Members = [
      ['topicName', JSON.stringify(topic)],
      ['eventBody', body],
    ];
    return objectOf([
      ...members.filter(([one]) => !isMissing || one !== name),
      ...(isMissing ? [] : [[name, json] as const]),
    ]);
  });

const wrongBusMembers = fc.constantFrom<Members>(
  [],
  [['detail-type', 'null']],
  [['detail-type', `["${canary}"]`]],
  [['time', '1e400']],
  [['time', `{"${canary}":1}`]],
  [['detail', 'null']],
  [['detail', `["${canary}"]`]],
  [['detail', '"{}"']],
);

export const nearlyBusEvent = (bus: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 20, arbitrary: wrongNotification },
        { weight: 10, arbitrary: jsonText },
        { weight: 1, arbitrary: deepJsonText },
      ),
      wrongBusMembers,
    )
    .map(([detail, members]) => busEventOf(detail, bus, members));

export const nearlyNotification: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: wrongNotification },
  { weight: 1, arbitrary: nearlyBusEvent(canary) },
);
