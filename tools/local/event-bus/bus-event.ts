import type { Place } from '../cloudwatch/alarm-event';

/** An entry of a request that EventBridge accepts. */
export interface AcceptedEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
  /** Milliseconds since the epoch. Default: when it came. */
  readonly timeMs: number | undefined;
}

/** An event as EventBridge hands it to a rule's target. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export const busEvent = (
  entry: AcceptedEntry,
  { id, nowMs, region, accountId }: Place & { readonly id: string; readonly nowMs: number },
): BusEvent => ({
  version: '0',
  id,
  'detail-type': entry.detailType,
  source: entry.source,
  account: accountId,
  time: `${new Date(entry.timeMs ?? nowMs).toISOString().slice(0, 19)}Z`,
  region,
  resources: entry.resources,
  detail: entry.detail,
});
