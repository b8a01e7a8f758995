import * as z from 'zod/mini';

const wellFormed = z.refine(
  (value) => typeof value === 'string' && value.isWellFormed(),
  'must be well-formed Unicode, without a lone surrogate',
);

/** A zod type for a text that is not empty and can be written as UTF-8. */
export const text = (maxLength: number) =>
  z
    .string('must be a string')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(maxLength, `must have ${maxLength} characters at most`),
      wellFormed,
    );
