import { followsForCertain, mayFollow } from '../../contract/lifecycle';
import type { Instant } from '../instant';
import type { OpenEvent, Position, Sequence, SequenceBounds, SequenceRules } from './sequence';

/** Whether there is more to keep of the open events than an entity may. */
export const isOverBounds = <State>(
  { open, settled }: Pick<Sequence<State>, 'open' | 'settled'>,
  bounds: SequenceBounds,
): boolean => {
  if (open.length === 0) return false;
  if (open.length > bounds.maxOpenEvents) return true;
  const stateBytes = Buffer.byteLength(JSON.stringify(settled.state ?? null));
  return open.reduce((sum, { bytes }) => sum + bytes, stateBytes) > bounds.maxOpenBytes;
};

/**
 * Makes the first open events part of the settled state, as far as nothing can come before them any more: because
 * their time to be overtaken has passed, because the lifecycle leaves no room before them, or because there are too
 * many. An event before which another is parked stays open.
 */
export const settle = <State>(
  sequence: Sequence<State>,
  rules: SequenceRules<State>,
  now: Instant,
): Sequence<State> => {
  let { settled, watermark, open } = sequence;
  const firstParked = sequence.parked[0]?.key;
  for (let first = open[0]; first; first = open[0]) {
    const isLast = open.length === 1;
    const isDone = first.openUntil <= now || followsForCertain(rules.lifecycle, settled.type, first.type);
    if (!isDone && !isOverBounds({ open, settled }, rules.bounds)) break;
    if (firstParked !== undefined && firstParked < first.key) break;
    settled = isLast ? sequence.head : advance(settled, first, rules);
    watermark = first.key;
    open = open.slice(1);
  }
  return open === sequence.open ? sequence : { ...sequence, settled, watermark, open };
};

/** The position after one more event. */
export const advance = <State>(
  { state, type }: Position<State>,
  event: Pick<OpenEvent, 'type' | 'envelope'>,
  { apply, lifecycle }: SequenceRules<State>,
): { readonly state: State; readonly type: string } => ({
  state: apply(state, event.envelope, !mayFollow(lifecycle, type, event.type)),
  type: event.type,
});
