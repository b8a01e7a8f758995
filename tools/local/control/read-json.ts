import type * as z from 'zod';
import { ServiceError } from './service-error';

interface Refusal {
  /** Of the error when the body is not JSON. */
  readonly malformed: string;
  /** Of the error when the schema does not accept it. */
  readonly invalid: string;
}

/** The body of a request, as its schema has it; an empty one is an empty object. Throws `ServiceError`. */
export const readJson = <Schema extends z.ZodType>(
  body: Buffer,
  schema: Schema,
  refusal: Refusal,
): z.output<Schema> => accepted(parseJson(body, refusal.malformed), schema, refusal.invalid);

/** A value from outside, as its schema has it. Throws `ServiceError`, which says what is wrong where. */
export const accepted = <Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  errorType: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new ServiceError(400, errorType, problems.join('; '));
};

export const parseJson = (body: Buffer, errorType: string): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    throw new ServiceError(400, errorType, `Could not parse request body into json: ${detail}`);
  }
};
