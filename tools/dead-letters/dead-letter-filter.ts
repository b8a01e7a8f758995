import * as z from 'zod';
import { type DeadLetter, type DeadLetterCause, deadLetterCauses } from './dead-letter';
import { InvalidRequestError } from './errors';

type OneOrMore<Value> = Value | readonly Value[];

/** Which dead letters: those for which everything that is named holds. Of several values of a field, any. */
export interface DeadLetterFilter {
  readonly module?: OneOrMore<string>;
  readonly cause?: OneOrMore<DeadLetterCause>;
  readonly errorName?: OneOrMore<string>;
  /** Event type. Not checked against the manifests: a dead letter can outlive its type there. */
  readonly type?: OneOrMore<string>;
  readonly entityType?: OneOrMore<string>;
  readonly entityId?: OneOrMore<string>;
  readonly source?: OneOrMore<string>;
  readonly eventId?: OneOrMore<string>;
  readonly messageId?: OneOrMore<string>;
  /** By `ageSeconds`. */
  readonly olderThanSeconds?: number;
  readonly youngerThanSeconds?: number;
}

/** A filter that was found to make sense. */
export interface CheckedFilter {
  wantsModule(module: string): boolean;
  matches(letter: DeadLetter): boolean;
}

/** Fields that are compared as texts, and where a dead letter has them. */
const textFields = {
  module: ({ module }) => module,
  cause: ({ cause }) => cause,
  errorName: ({ errorName }) => errorName,
  type: ({ type }) => type,
  entityType: ({ entity }) => entity?.type,
  entityId: ({ entity }) => entity?.id,
  source: ({ source }) => source,
  eventId: ({ eventId }) => eventId,
  messageId: ({ messageId }) => messageId,
} as const satisfies Record<string, (letter: DeadLetter) => string | undefined>;

const ageFields = ['olderThanSeconds', 'youngerThanSeconds'] as const;
const fieldNames = [...Object.keys(textFields), ...ageFields];

/**
 * Checks a filter, which may come from a command line. A field without a value is refused: were it ignored, the filter
 * would match more than it says.
 *
 * @throws {InvalidRequestError} that names each unknown field, module and cause, and what there is instead
 */
export const checkFilter = (filter: DeadLetterFilter, modules: readonly string[]): CheckedFilter => {
  const parsed = schemaFor(modules).safeParse(filter);
  const empty = Object.entries(filter).filter(([, value]) => value === undefined);
  const problems = [
    ...empty.map(([field]) => `${field}: has no value; leave the field out to match everything`),
    ...(parsed.error?.issues ?? []).map(({ path: [field], message }) =>
      field === undefined ? message : `${String(field)}: ${message}`,
    ),
  ];
  if (!parsed.success || problems.length > 0) throw new InvalidRequestError(problems);
  const { olderThanSeconds = -1, youngerThanSeconds = Number.POSITIVE_INFINITY, ...texts } = parsed.data;
  const named = new Map<string, readonly string[] | undefined>(Object.entries(texts));
  const wanted = Object.entries(textFields).map(([field, read]) => ({ read, values: named.get(field) }));
  return {
    wantsModule: (module) => texts.module?.includes(module) ?? true,
    matches: (letter) =>
      letter.ageSeconds > olderThanSeconds &&
      letter.ageSeconds < youngerThanSeconds &&
      wanted.every(({ read, values }) => values?.includes(read(letter) ?? noText) ?? true),
  };
};

/** What a letter without the field is compared as: the empty text, which no filter may name. */
const noText = '';

const schemaFor = (modules: readonly string[]) => {
  const text = oneOrMore(z.string(notText).min(1, notText));
  return z.strictObject(
    {
      module: oneOrMore(z.enum(modules, unknown('module', modules))),
      cause: oneOrMore(z.enum(deadLetterCauses, unknown('cause', deadLetterCauses))),
      errorName: text,
      type: text,
      entityType: text,
      entityId: text,
      source: text,
      eventId: text,
      messageId: text,
      olderThanSeconds: z.number(notSeconds).min(0, notSeconds).optional(),
      youngerThanSeconds: z.number(notSeconds).positive(notSeconds).optional(),
    },
    { error: unknownFields },
  );
};

const oneOrMore = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(item, 'must be a text or a list of texts').min(1, 'must name at least one value').optional(),
    )
    .optional();

const notText = 'must be a text that is not empty';
const notSeconds = {
  error: ({ input }: { input?: unknown }) => `must be a number of seconds, not ${JSON.stringify(input)}`,
};

const unknown = (what: string, known: readonly string[]) => ({
  error: ({ input }: { input?: unknown }) =>
    `there is no ${what} ${JSON.stringify(input)}; there are ${known.join(', ')}`,
});

const unknownFields = (issue: { readonly code?: string; readonly keys?: readonly string[] }): string =>
  issue.code === 'unrecognized_keys'
    ? `there is no field ${(issue.keys ?? []).join(', ')}; there are ${fieldNames.join(', ')}`
    : 'the filter must be an object';
