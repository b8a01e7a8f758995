import fc from 'fast-check';
import { canary, canaryNumber } from './canary';
import { typeWithoutEntity, wantedTypes } from './fuzz-modules';
import { deepJsonText, infiniteNumbers, jsonText } from './json-texts';
import { prototypeNames, secretText, showableText } from './nasty-texts';

/** An event as its sender writes it: the JSON text of each field, in any order. */
type Fields = readonly (readonly [name: string, json: string])[];

/** Times that RFC 3339 allows, and a few that everybody takes. */
export const goodTimes = [
  '2023-10-27T14:30:00Z',
  '2023-10-27T14:30:00.1Z',
  '2023-10-27T16:30:00.123456789+02:00',
  `2023-10-27T14:30:00.${canaryNumber}Z`,
  '2023-10-27t14:30:00.000z',
  '2023-10-27 14:30:00Z',
  '2023-10-27T14:30:00-0000',
  '2016-12-31T23:59:60Z',
  '2024-02-29T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '2099-12-31T23:59:59.999999999Z',
  `2023-10-27T14:30:00.${'9'.repeat(400)}Z`,
] as const;

/** What is no time, as JSON. */
const badTimes = [
  '"2023-10-27T14:30:00"',
  '"2023-02-30T00:00:00Z"',
  '"0000-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:60Z"',
  '"+012023-10-27T14:30:00Z"',
  '"2023-10-27"',
  '"Fri, 27 Oct 2023 14:30:00 GMT"',
  '1698417000000',
  '1e400',
  '""',
  '{}',
  `"${canary}"`,
] as const;

const type = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...wantedTypes) },
  { weight: 1, arbitrary: fc.constantFrom('statistics', ...prototypeNames) },
  { weight: 1, arbitrary: showableText(128) },
);

/** An object's members in JSON, with what else JSON allows around them. */
const written = (fields: Fields, [before, between]: readonly [string, string]): string =>
  `${before}{${fields.map(([name, json]) => `${between}"${name}"${between}:${json}`).join(',')}${between}}${between}`;

const spaces = fc.tuple(fc.constantFrom('', '', '\uFEFF', ' '), fc.constantFrom('', '', ' ', '\r\n\t'));

const optional = (json: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: fc.constant('null') });

const quoted = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.map((one) => JSON.stringify(one));

export interface WellFormedEvent {
  readonly id: string;
  readonly json: string;
}

/** Events that must be accepted, whatever stands in the fields that nobody here reads. */
export const wellFormedEvent: fc.Arbitrary<WellFormedEvent> = fc
  .record({
    id: showableText(256),
    type,
    time: fc.constantFrom(...goodTimes),
    userId: quoted(secretText(256)),
    entityType: optional(quoted(secretText(128))),
    resourceUri: optional(quoted(secretText(2048))),
    data: jsonText,
    extra: fc.option(fc.tuple(quoted(secretText(20)), jsonText), { nil: undefined }),
    isTwice: fc.boolean(),
    spaces,
  })
  .map(
    ({
      id,
      type: eventType,
      time,
      userId,
      entityType,
      resourceUri,
      data,
      extra,
      isTwice,
      spaces: around,
    }) => {
      const fields: Fields = [
        // The last of two counts.
        ...(isTwice
          ? ([
              ['id', '{}'],
              ['eventType', `"${canary}"`],
            ] as const)
          : []),
        ['id', JSON.stringify(id)],
        ['eventType', JSON.stringify(eventType)],
        ['timestamp', JSON.stringify(time)],
        ['userId', userId],
        ['entityType', entityType],
        ['resourceUri', resourceUri],
        ['data', data],
        ...(extra ? ([[extra[0].slice(1, -1), extra[1]]] as const) : []),
      ];
      return { id, json: written(fields, around) };
    },
  );

const hidden = `"${canary}"`;
const sound: Readonly<Record<string, string>> = {
  id: hidden,
  eventType: '"agent.login"',
  timestamp: `"${goodTimes[0]}"`,
  userId: hidden,
  entityType: hidden,
  resourceUri: hidden,
  data: `{"name":${hidden}}`,
};

/** Too short, no Unicode, too long, of another kind. */
const badTexts = [
  '""',
  String.raw`"\ud800"`,
  String.raw`"e-1\udfff"`,
  `"${canary.repeat(300)}"`,
  `${canaryNumber}`,
  '[]',
] as const;

const field = fc.constantFrom(...Object.keys(sound));
const textField = fc.constantFrom('id', 'eventType', 'entityType', 'userId', 'resourceUri');

const wrongField: fc.Arbitrary<readonly [string, string | undefined]> = fc.oneof(
  fc.tuple(fc.constantFrom('id', 'eventType', 'timestamp', 'userId'), fc.constant(undefined)),
  fc.tuple(fc.constant('timestamp'), fc.constantFrom(...badTimes)),
  fc.tuple(fc.constant('eventType'), fc.constant(JSON.stringify(typeWithoutEntity))),
  fc.tuple(field, jsonText),
  fc.tuple(field, deepJsonText),
  fc.tuple(field, fc.constantFrom(...infiniteNumbers)),
  { weight: 3, arbitrary: fc.tuple(textField, fc.constantFrom(...badTexts)) },
);

/** An event with a field that is wrong, or is missing, or is only unusual. */
export const nearlyEvent: fc.Arbitrary<string> = fc
  .tuple(wrongField, spaces)
  .map(([[name, json], around]) => {
    const fields = Object.entries(sound).flatMap(([one, usual]): Fields => {
      if (one !== name) return [[one, usual]];
      return json === undefined ? [] : [[one, json]];
    });
    return written(fields, around);
  });
