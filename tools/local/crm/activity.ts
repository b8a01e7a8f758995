import * as z from 'zod';

const text = z.string().min(1).max(256);
const time = z.iso.datetime({ offset: true });

/** The body of `PUT /activities/{id}`: one call that was dispositioned. Fields that are not named are refused. */
export const activitySchema = z.strictObject({
  type: z.literal('call'),
  /** The sender's id of the call. */
  callId: text,
  disposition: text,
  dispositionedAt: time,
  agentId: text.optional(),
  campaignId: text.optional(),
  startedAt: time.optional(),
  endedAt: time.optional(),
  endedBy: z.enum(['completed', 'abandoned']).optional(),
  durationSeconds: z.number().nonnegative().optional(),
});

export type Activity = z.infer<typeof activitySchema>;

/** An activity as the CRM keeps it. */
export interface StoredActivity {
  readonly id: string;
  /** 1 when it was created, one more with every write. */
  readonly revision: number;
  /** Of the last write, RFC 3339. */
  readonly writtenAt: string;
  /** The key the last write came with. */
  readonly idempotencyKey: string;
  readonly activity: Activity;
}
