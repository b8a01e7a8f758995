import type { OutcomeName } from '../../contract/claim-outcome';
import type { Instant } from '../instant';
import type { OrderKey } from '../order-key';
import { releasable } from './release';
import { settle } from './settle';
import { type EventRef, mergeByKey, type ParkedEvent, type Sequence, type SequenceRules } from './sequence';

/**
 * What is to become of an event that arrives.
 *
 * - `apply`: now, in the order of the keys, together with what it releases
 * - `park`: it came too early
 * - `late`: it belongs before settled events
 * - `duplicate`: it is among the open or parked events already, or the last commit dealt with it
 *
 * In `apply` and `park`, `sequence` holds the event among the parked ones; `releasable` says which can be applied.
 */
export type Decision<State> =
  | { readonly kind: 'apply' | 'park'; readonly sequence: Sequence<State> }
  | { readonly kind: 'late'; readonly sequence: Sequence<State> }
  | { readonly kind: 'duplicate'; readonly outcome: OutcomeName };

/** An event that arrives: when its window will have passed, and its size as it would be stored. */
export type Arrival = Pick<ParkedEvent, keyof EventRef | 'dueAt' | 'bytes'>;

export const decide = <State>(
  known: Sequence<State>,
  arrival: Arrival,
  { rules, now }: { readonly rules: SequenceRules<State>; readonly now: Instant },
): Decision<State> => {
  const isSame = ({ key }: EventRef): boolean => key === arrival.key;
  const last = known.lastCommit.find(({ source, id }) => source === arrival.source && id === arrival.id);
  if (last && last.outcome !== 'dead-lettered') return { kind: 'duplicate', outcome: last.outcome };
  if (known.open.some(isSame)) return { kind: 'duplicate', outcome: 'applied' };
  if (known.parked.some(isSame)) return { kind: 'duplicate', outcome: 'parked' };
  const settled = settle(known, rules, now);
  if (settled.watermark !== undefined && arrival.key <= settled.watermark) {
    return { kind: 'late', sequence: settled };
  }
  const event: ParkedEvent = { ...arrival, attempts: 0 };
  const sequence = { ...settled, parked: mergeByKey(settled.parked, [event]) };
  const isReleased = releasable(sequence, rules, now).some(({ key }) => key === arrival.key);
  return { kind: isReleased ? 'apply' : 'park', sequence };
};

/** The same for the policy `latest`, where the watermark is the key of the newest snapshot. */
export const decideSnapshot = (
  watermark: OrderKey | undefined,
  key: OrderKey,
): 'apply' | 'stale' | 'duplicate' => {
  if (watermark === undefined || key > watermark) return 'apply';
  return key === watermark ? 'duplicate' : 'stale';
};
