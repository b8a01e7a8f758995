import * as z from 'zod';

const schema = z.looseObject({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.record(z.string(), z.unknown()),
  resources: z.array(z.string()).default([]),
  time: z.iso.datetime({ offset: true }).exactOptional(),
});

/** A sample that comes through an event bus: an event as EventBridge hands it on. */
export interface BusSample {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** RFC 3339. Default: now. */
  readonly time?: string;
}

/** Absent when the sample is no event of EventBridge. Its `source` is not read: each runner's bus has its own name. */
export const readBusSample = (sample: unknown): BusSample | undefined => {
  const { success, data } = schema.safeParse(sample);
  if (!success) return undefined;
  const { 'detail-type': detailType, detail, resources, time } = data;
  return { detailType, detail, resources, ...(time !== undefined && { time }) };
};
