import * as z from 'zod';
import type { Synthesized } from './synthesized';

const functionSchema = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

/** The environment of a function, as the function reads it: texts, with references in angle brackets. */
export const variablesOf = (synthesized: Synthesized, path: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(functionSchema.parse(synthesized.get(path).Properties).Environment.Variables).map(
      ([name, value]) => [name, String(synthesized.readable(value))],
    ),
  );
