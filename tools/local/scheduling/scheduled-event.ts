import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';

export interface ScheduledEventOptions {
  readonly ruleArn: string;
  readonly nowMs: number;
  readonly region: string;
  readonly accountId: string;
}

/** What EventBridge hands to the target of a schedule that has no input of its own. */
export const scheduledEvent = (options: ScheduledEventOptions): ScheduledEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: options.accountId,
  time: `${new Date(options.nowMs).toISOString().slice(0, 19)}Z`,
  region: options.region,
  resources: [options.ruleArn],
  detail: {},
});
