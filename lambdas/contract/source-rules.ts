import { eventBusNamePattern, eventBusNameRule } from './event-bus-name';
import { isObject, matching, oneOf, type Rule, show } from './shape-rules';
import { isSchemeName, signatureSchemes } from './signature-scheme';
import { signatureSchemeProblems } from './signature-scheme-rules';
import { eventFormats, type SourceDefinition } from './source-definition';

/** A preset by its name, or a scheme of one's own. There is none that lets everything through. */
export const schemeRule: Rule = (what, value) => {
  if (isObject(value)) return signatureSchemeProblems(what, value);
  const names = Object.keys(signatureSchemes).join(', ');
  return isSchemeName(value)
    ? []
    : [
        `${what} is ${show(value)}, but must be one of ${names}, or an object that describes one: choose one.`,
      ];
};

const optionalRules: readonly (readonly [property: string, rule: Rule])[] = [
  ['scheme', schemeRule],
  ['format', oneOf(eventFormats)],
  ['eventBus', matching(eventBusNamePattern, eventBusNameRule)],
];

/** What is wrong with a source, but for its name. */
export const sourceProblems: Rule = (what, source) => {
  if (!isObject(source)) return [`${what} is ${show(source)}, but must be an object: write one.`];
  const known = ['name', ...optionalRules.map(([property]) => property)];
  return [
    ...Object.keys(source)
      .filter((property) => !known.includes(property))
      .map(
        (property) =>
          `${what} has ${show(property)}, but only ${known.join(', ')} mean something: remove it.`,
      ),
    ...optionalRules.flatMap(([property, rule]) =>
      source[property] === undefined ? [] : rule(`${what}: ${property}`, source[property]),
    ),
    ...(source['scheme'] === undefined && source['eventBus'] === undefined
      ? [
          `${what} has neither a scheme nor an eventBus, so nothing can come from it: give one of them, or both.`,
        ]
      : []),
  ];
};

/** Whether something from outside is a source, its name apart: that one only has to be there. */
export const isSourceDefinition = (value: unknown): value is SourceDefinition =>
  isObject(value) && isNamed(value) && sourceProblems('', value).length === 0;

const isNamed = ({ name }: Readonly<Record<string, unknown>>): boolean =>
  typeof name === 'string' && name !== '';
