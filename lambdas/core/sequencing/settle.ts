import { followsForCertain, mayFollow } from '../../contract/lifecycle';
import type { Instant } from '../instant';
import type { OpenEvent, Position, Sequence, SequenceBounds, SequenceRules } from './sequence';

/** Whether there is more to keep of the open events than an entity may. */
export const isOverBounds = <State>(
  { open, settled }: Pick<Sequence<State>, 'open' | 'settled'>,
  bounds: SequenceBounds,
): boolean => exceeds({ count: open.length, bytes: bytesOf(open), state: settled.state }, bounds);

interface Kept {
  readonly count: number;
  readonly bytes: number;
  readonly state: unknown;
}

const exceeds = ({ count, bytes, state }: Kept, { maxOpenEvents, maxOpenBytes }: SequenceBounds): boolean => {
  if (count === 0) return false;
  if (count > maxOpenEvents) return true;
  return bytes + Buffer.byteLength(JSON.stringify(state ?? null)) > maxOpenBytes;
};

const bytesOf = (open: readonly OpenEvent[]): number => open.reduce((sum, { bytes }) => sum + bytes, 0);

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
  const { open, head } = sequence;
  const firstParked = sequence.parked[0]?.key;
  let { settled, watermark } = sequence;
  let bytes = bytesOf(open);
  let count = 0;
  for (const event of open) {
    const isDone = event.openUntil <= now || followsForCertain(rules.lifecycle, settled.type, event.type);
    const kept = { count: open.length - count, bytes, state: settled.state };
    if (!isDone && !exceeds(kept, rules.bounds)) break;
    if (firstParked !== undefined && firstParked < event.key) break;
    count += 1;
    bytes -= event.bytes;
    watermark = event.key;
    settled = count === open.length ? head : advance(settled, event, rules);
  }
  return count === 0 ? sequence : { ...sequence, settled, watermark, open: open.slice(count) };
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
