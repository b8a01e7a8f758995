/** Rules that several validations share. Each gives the problems it finds: a sentence with value, rule and remedy. */

/** Words begin with a letter, so that names stay apart when hyphens go (`a-b` is `AB` in an output's key). */
const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
const maxNameCharacters = 32;

/** A value as it stands in a message. */
export const show = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));

export function kebabName(what: string, name: string): string[] {
  if (typeof name === 'string' && kebabCase.test(name) && name.length <= maxNameCharacters) return [];
  return [
    `${what} must be lower-case words joined by hyphens, each beginning with a letter, ${maxNameCharacters} characters at most: rename it, for example to "agent-presence".`,
  ];
}

/** A whole number within the bounds (both included), or absent. */
export function wholeNumber(what: string, value: number | undefined, [min, max]: Bounds): string[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
  return [`${what} is ${show(value)}, but must be a whole number from ${min} to ${max}: choose one.`];
}

type Bounds = readonly [min: number, max: number];

/** What occurs more than once, each once. */
export const duplicatesOf = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];
