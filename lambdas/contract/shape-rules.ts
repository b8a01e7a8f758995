/**
 * Rules about data that comes from configuration. They stand here, and not in a schema library's terms, because the
 * infrastructure checks with them what the functions check again.
 */

/** What is wrong with a value: a sentence for each problem, with the value, the rule and what to do. Empty: nothing. */
export type Rule = (what: string, value: unknown) => string[];

const maxShownCharacters = 100;

/** A value as it stands in a message. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}…` : text;
};

export const oneOf =
  (allowed: readonly string[]): Rule =>
  (what, value) =>
    typeof value === 'string' && allowed.includes(value)
      ? []
      : [`${what} is ${show(value)}, but must be one of ${allowed.join(', ')}: choose one.`];

/** A text of this form, which `must` says in words. */
export const matching =
  (form: RegExp, must: string): Rule =>
  (what, value) =>
    typeof value === 'string' && form.test(value)
      ? []
      : [`${what} is ${show(value)}, but must be ${must}: write one.`];

/** Both bounds are allowed. */
export const wholeNumberWithin =
  (min: number, max: number): Rule =>
  (what, value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? []
      : [`${what} is ${show(value)}, but must be a whole number from ${min} to ${max}: choose one.`];

export const listOf =
  (item: Rule, max: number): Rule =>
  (what, value) =>
    Array.isArray(value) && value.length > 0 && value.length <= max
      ? value.flatMap((element: unknown, index) => item(`${what}[${index}]`, element))
      : [`${what} is ${show(value)}, but must be a list with 1 to ${max} items: write one.`];

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with these properties and no others: a misspelt one must not count as absent. */
export const objectOf =
  (required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule =>
  (what, value) => {
    const names = [...Object.keys(required), ...Object.keys(optional)];
    if (!isObject(value)) {
      return [`${what} is ${show(value)}, but must be an object with ${names.join(', ')}: write one.`];
    }
    const given = (name: string): boolean => value[name] !== undefined;
    return [
      ...Object.keys(value)
        .filter((name) => !names.includes(name))
        .map((name) => `${what} has ${show(name)}, but only ${names.join(', ')} mean something: remove it.`),
      ...Object.entries(required).flatMap(([name, rule]) => rule(`${what}.${name}`, value[name])),
      ...Object.entries(optional).flatMap(([name, rule]) =>
        given(name) ? rule(`${what}.${name}`, value[name]) : [],
      ),
    ];
  };
