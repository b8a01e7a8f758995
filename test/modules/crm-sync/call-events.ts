import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { instant } from '../../instant';

export interface CallEvent {
  readonly id?: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  /** When it is ordered by, if that is not its time. */
  readonly ordertime?: string;
  readonly subject?: string;
  readonly actorid?: string;
  readonly data?: unknown;
}

/** An event as the module sees it, about the call `c-1` unless its data say otherwise. */
export const callEvent = ({ type, time, ordertime, ...rest }: CallEvent): ModuleEvent => ({
  specversion: '1.0',
  id: type,
  source: 'genesys',
  type,
  time: instant(time),
  datacontenttype: 'application/json',
  receivedtime: instant('2023-10-27T15:00:00Z'),
  ordertime: instant(ordertime ?? time),
  data: { callId: 'c-1' },
  ...rest,
});

export const started = callEvent({
  type: 'call.started',
  time: '2023-10-27T14:00:00.123456789Z',
  data: { callId: 'c-1', agentId: 'a-1', campaignId: 'campaign-1' },
});
export const completed = callEvent({
  type: 'call.completed',
  time: '2023-10-27T14:02:00Z',
  data: { callId: 'c-1', agentId: 'a-2', duration: 118 },
});
export const abandoned = callEvent({ type: 'call.abandoned', time: '2023-10-27T14:01:00Z' });
export const dispositioned = callEvent({
  type: 'call.dispositioned',
  time: '2023-10-27T14:05:00Z',
  actorid: 'a-3',
  data: { callId: 'c-1', callDisposition: 'Resolved' },
});
export const corrected = callEvent({
  id: 'correction',
  type: 'call.dispositioned',
  time: '2023-10-27T14:06:00Z',
  actorid: 'a-3',
  data: { callId: 'c-1', callDisposition: 'Sold' },
});
