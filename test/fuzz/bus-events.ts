import fc from 'fast-check';
import { canary } from './canary';
import { busEventOf, nearlyBusEvent, soundNotification } from './genesys-texts';
import { deepJsonText, infiniteNumbers, nestedJsonText } from './json-texts';
import { prototypeNames } from './nasty-texts';

export const knownBus = 'aws.partner/genesys.com/cloud/0f5a6c1e-7b1d-4c58-9a53-2d1f6e0b7c11/live';
export const otherBus = 'constructor';

/**
 * What an event is to the function.
 *
 * - `sound`: it is accepted, or ignored because of its topic
 * - `hopeless`: it is kept in quarantine
 * - `any`: one of these
 * - `strange`: it comes from no bus of ours
 */
export type BusEventKind = 'sound' | 'hopeless' | 'any' | 'strange';

export interface BusEvent {
  readonly kind: BusEventKind;
  /** As Lambda gets it. */
  readonly json: string;
}

const bus = fc.constantFrom(knownBus, knownBus, otherBus);

const ofKind = (kind: BusEventKind, json: fc.Arbitrary<string>): fc.Arbitrary<BusEvent> =>
  json.map((one) => ({ kind, json: one }));

const sound = fc.tuple(soundNotification, bus).map(([detail, name]) => busEventOf(detail, name));

/** Too deep to be written by recursion, or with numbers that cannot be written at all. */
const hopeless = fc
  .tuple(
    fc.oneof(nestedJsonText(201, 300, 8000), fc.constantFrom(...infiniteNumbers)),
    bus,
    fc.constantFrom('eventBody', 'metadata'),
  )
  .map(([json, name, member]) =>
    busEventOf(`{"topicName":"v2.users.${canary}.activity","eventBody":{},"${member}":{"a":${json}}}`, name),
  );

const strangeBuses = [
  '',
  canary,
  'aws.events',
  `${knownBus}/`,
  knownBus.toUpperCase(),
  ...prototypeNames.filter((name) => name !== otherBus),
];

const notEvents = [
  'null',
  '7',
  `"${canary}"`,
  '[]',
  `["${canary}"]`,
  '{}',
  `{"source":["${knownBus}"]}`,
  `{"source":{"${canary}":1}}`,
  `{"__proto__":{"source":"${knownBus}"}}`,
  `{"Records":"${canary}"}`,
  `{"Records":[{"eventSource":"aws:kinesis","messageId":"m","body":"${canary}"}]}`,
  `{"Records":[{"eventSource":"aws:sqs","body":"${canary}"}]}`,
  `{"Records":[{"eventSource":"aws:sqs","messageId":"m","body":{"source":"${knownBus}"}}]}`,
  `{"Records":[null]}`,
  `{"version":"2.0","rawPath":"/webhook/genesys","body":"${canary}"}`,
] as const;

const strange = fc.oneof(
  fc
    .tuple(soundNotification, fc.constantFrom(...strangeBuses))
    .map(([detail, name]) => busEventOf(detail, name)),
  deepJsonText,
  fc.constantFrom(...notEvents),
);

export const busEvent: fc.Arbitrary<BusEvent> = fc.oneof(
  { weight: 50, arbitrary: ofKind('sound', sound) },
  { weight: 3, arbitrary: ofKind('hopeless', hopeless) },
  { weight: 30, arbitrary: ofKind('any', bus.chain(nearlyBusEvent)) },
  { weight: 15, arbitrary: ofKind('strange', strange) },
);
