/** Rules that several validations share. Each gives the problems it finds: a sentence with value, rule and remedy. */

/** Words begin with a letter, so that names stay apart when hyphens go (`a-b` is `AB` in an output's key). */
const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
const maxNameCharacters = 32;

/** A value as it stands in a message. */
export const show = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));

export function kebabName(what: string, name: unknown, example = 'agent-presence'): string[] {
  if (typeof name === 'string' && kebabCase.test(name) && name.length <= maxNameCharacters) return [];
  return [
    `${what} must be lower-case words joined by hyphens, each beginning with a letter, ${maxNameCharacters} characters at most: rename it, for example to "${example}".`,
  ];
}

/** A whole number within the bounds (both included), or absent. */
export function wholeNumber(what: string, value: unknown, [min, max]: Bounds): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${what} is ${show(value)}, but must be a whole number from ${min} to ${max}: choose one.`];
}

type Bounds = readonly [min: number, max: number];

/** What occurs more than once, each once. */
export const duplicatesOf = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

/** A text with something in it. */
export const filledText = (what: string, value: unknown): string[] =>
  isFilledText(value) ? [] : [`${what} is ${show(value)}, but must be a text that is not empty: write one.`];

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isFilledText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

/** A list of texts, none of which is empty. The list itself may be empty, if it is there. */
export function textList(what: string, value: unknown, example: string): string[] {
  if (!Array.isArray(value)) {
    return [`${what} is ${show(value)}, but must be a list of texts: write for example ["${example}"].`];
  }
  return value.flatMap((item: unknown, index) => filledText(`${what}[${index}]`, item));
}

/** The texts in what should be a list of texts and may be anything. */
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item: unknown) => typeof item === 'string') : [];

/** Nothing more than once. */
export const noDuplicates = (what: string, values: readonly string[]): string[] =>
  duplicatesOf(values).map((value) => `${what} has ${show(value)} more than once: leave one.`);
