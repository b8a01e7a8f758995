import type * as z from 'zod/mini';

/** What a schema found wrong, in words that a sender can be told: the place and the rule, never the value. */
export const describeIssue = (issue: z.core.$ZodIssue): string =>
  `${issue.path.length > 0 ? issue.path.join('.') : 'body'}: ${issue.message}`;
