import * as z from 'zod';

const eventSchema = z.looseObject({ id: z.string(), timestamp: z.string() });

/**
 * A sample event as if it happened anew: with another id and time, as compact JSON.
 * Absent when the sample is no event that has both.
 */
export const freshEvent = (
  sample: Buffer,
  { id, timestamp }: { readonly id: string; readonly timestamp: string },
): Buffer | undefined => {
  try {
    const event = eventSchema.parse(JSON.parse(sample.toString()));
    return Buffer.from(JSON.stringify({ ...event, id, timestamp }));
  } catch {
    return undefined;
  }
};
