import { mayFollow } from '../../contract/lifecycle';
import type { Instant } from '../instant';
import type { OrderKey } from '../order-key';
import { isOverBounds } from './settle';
import { type EventRef, mergeByKey, type ParkedEvent, type Sequence, type SequenceRules } from './sequence';

/** Parked events that have to be released whatever is missing: all up to this key. */
const forcedUpTo = <State>(
  { open, parked, settled }: Sequence<State>,
  { bounds }: SequenceRules<State>,
  now: Instant,
): OrderKey => {
  const lastDue = parked.findLast(({ dueAt }) => dueAt <= now);
  let count = parked.length;
  let bytes = parked.reduce((sum, event) => sum + event.bytes, 0);
  let overflow: EventRef | undefined;
  for (const event of parked) {
    if (count <= bounds.maxParkedEvents && bytes <= bounds.maxParkedBytes) break;
    overflow = event;
    count -= 1;
    bytes -= event.bytes;
  }
  const crowded = isOverBounds({ open, settled }, bounds) ? open.at(-1) : undefined;
  return [lastDue, overflow, crowded].reduce(
    (highest, event) => (event && event.key > highest ? event.key : highest),
    '',
  );
};

/**
 * The parked events that can be applied now, in the order of their keys: those whose type may follow what stands
 * before them, and, when an event's window has passed or there are too many, those up to it, whatever is missing.
 * An event waits behind an earlier one that waits, unless an applied one stands between them. An event that failed
 * waits for its next attempt in any case. Linear in the number of open and parked events.
 */
export const releasable = <State>(
  sequence: Sequence<State>,
  rules: SequenceRules<State>,
  now: Instant,
): readonly ParkedEvent[] => {
  const forced = forcedUpTo(sequence, rules, now);
  const released: ParkedEvent[] = [];
  let previous = sequence.settled.type;
  let isHeldUp = false;
  for (const event of mergeByKey<EventRef, ParkedEvent>(sequence.open, sequence.parked)) {
    if (!isParked(event)) {
      isHeldUp = false;
    } else if (isHeldUp || !canBeApplied(event)) {
      isHeldUp = true;
      continue;
    } else {
      released.push(event);
    }
    previous = event.type;
  }
  return released;

  function canBeApplied({ key, type, retryAt }: ParkedEvent): boolean {
    if (retryAt !== undefined && retryAt > now) return false;
    return key <= forced || mayFollow(rules.lifecycle, previous, type);
  }
};

const isParked = (event: EventRef): event is ParkedEvent => 'dueAt' in event;

/**
 * When parked events have to be looked at again if no event comes before; `undefined` when none is parked. Now, if
 * some can be applied already.
 */
export const nextDueAt = <State>(
  sequence: Sequence<State>,
  rules: SequenceRules<State>,
  now: Instant,
): Instant | undefined => {
  if (releasable(sequence, rules, now).length > 0) return now;
  let earliest: Instant | undefined;
  let notBefore: Instant | undefined;
  for (const { dueAt, retryAt } of sequence.parked) {
    if (retryAt !== undefined && (notBefore === undefined || retryAt > notBefore)) notBefore = retryAt;
    const at = notBefore !== undefined && notBefore > dueAt ? notBefore : dueAt;
    if (earliest === undefined || at < earliest) earliest = at;
  }
  return earliest;
};
