import type * as z from 'zod';

/** What a schema found wrong, one line each: `field: what it must be`. No value is quoted. */
export const problemsIn = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
