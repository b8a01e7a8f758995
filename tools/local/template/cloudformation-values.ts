import * as z from 'zod';

/** CloudFormation takes numbers and booleans as text, and text as numbers and booleans. */
export const textValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'expected a text' })
  .transform(String);

export const numberValue = z.union(
  [
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ],
  {
    error: 'expected a number',
  },
);

export const booleanValue = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
  { error: 'expected true or false' },
);
