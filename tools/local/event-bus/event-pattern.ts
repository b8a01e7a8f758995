import * as z from 'zod';
import { isRecord } from '../../../lambdas/core/is-record';

type Value = string | number | boolean | null;

/** What one value may be: this one, or a text that begins so. */
type Alternative = Value | { readonly prefix: string };

/** By field: what its value may be, or a pattern for the object that it is. Every field must match. */
export interface EventPattern {
  readonly [field: string]: readonly Alternative[] | EventPattern;
}

const alternative = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ prefix: z.string() }),
]);

const part: z.ZodType<readonly Alternative[] | EventPattern> = z.lazy(() =>
  z.union([z.array(alternative).min(1), fields], {
    error: 'the local runner matches values and {"prefix": "…"} only, in a list that is not empty',
  }),
);

const fields: z.ZodType<EventPattern> = z
  .record(z.string(), part)
  .refine((pattern) => Object.keys(pattern).length > 0, {
    error: 'a pattern without fields matches nothing',
  });

/** A pattern of EventBridge, as far as the local runner can match it: any other operator is refused. */
export const eventPatternSchema = fields;

/** Whether an event has, for each field of the pattern, one of the values. In a list, one of its items is enough. */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean =>
  isRecord(event) &&
  Object.entries(pattern).every(
    ([field, part]) => Object.hasOwn(event, field) && matchesPart(part, event[field]),
  );

const matchesPart = (part: readonly Alternative[] | EventPattern, value: unknown): boolean => {
  if (Array.isArray(value)) return value.some((item: unknown) => matchesPart(part, item));
  return isAlternatives(part)
    ? part.some((alternative) => isMatch(alternative, value))
    : matchesPattern(part, value);
};

const isAlternatives = (part: readonly Alternative[] | EventPattern): part is readonly Alternative[] =>
  Array.isArray(part);

const isMatch = (alternative: Alternative, value: unknown): boolean =>
  typeof alternative === 'object' && alternative !== null
    ? typeof value === 'string' && value.startsWith(alternative.prefix)
    : alternative === value;
