import { mayFollow } from '../../contract/lifecycle';
import type { Envelope } from '../envelope';
import type { Instant } from '../instant';
import { advance } from './settle';
import {
  mergeByKey,
  type OpenEvent,
  type ParkedEvent,
  type Position,
  type Sequence,
  type SequenceRules,
} from './sequence';

/** A parked event with the envelope that is kept apart from it. */
export interface ReleasedEvent extends ParkedEvent {
  readonly envelope: Envelope;
}

/** An event that is part of the state now. */
export interface AppliedEvent<State> {
  readonly event: ReleasedEvent;
  /** The entity's state after it, at its place in the order. */
  readonly state: State;
  /** By the lifecycle something is missing before it. */
  readonly gap: boolean;
  /** It was put before events that had been applied already. */
  readonly resequenced: boolean;
}

export interface Application<State> {
  /** With the applied events open, and no longer parked. */
  readonly sequence: Sequence<State>;
  readonly applied: readonly AppliedEvent<State>[];
  /** The event with which `apply` threw. Neither it nor a later one was applied. */
  readonly failure?: { readonly event: ReleasedEvent; readonly error: unknown };
}

/**
 * Applies released events, in the order of their keys. Where one belongs before open events, those are applied
 * again behind it. If `apply` throws, the events before the failing one stay applied; when an open event fails that
 * was fine before, the released one before it is to blame.
 */
export const applyReleased = <State>(
  sequence: Sequence<State>,
  released: readonly ReleasedEvent[],
  rules: SequenceRules<State>,
): Application<State> => {
  const walked = walk(sequence, released, rules);
  if (!walked.failure)
    return { sequence: withApplied(sequence, released, walked.position), applied: walked.applied };
  const { event, error } = walked.failure;
  const before = applyReleased(sequence, released.slice(0, released.indexOf(event)), rules);
  return { ...before, failure: before.failure ?? { event, error } };
};

interface Walk<State> {
  readonly position: Position<State>;
  readonly applied: readonly AppliedEvent<State>[];
  readonly failure?: { readonly event: ReleasedEvent; readonly error: unknown };
}

const walk = <State>(
  sequence: Sequence<State>,
  released: readonly ReleasedEvent[],
  rules: SequenceRules<State>,
): Walk<State> => {
  const lastOpenKey = sequence.open.at(-1)?.key ?? '';
  const isBehindHead = released.every(({ key }) => key > lastOpenKey);
  const again = isBehindHead ? [] : sequence.open;
  let position = isBehindHead ? sequence.head : sequence.settled;
  let newest: ReleasedEvent | undefined;
  const applied: AppliedEvent<State>[] = [];
  for (const event of mergeByKey<OpenEvent | ReleasedEvent, ReleasedEvent>(again, released)) {
    if (isReleased(event)) newest = event;
    const gap = !mayFollow(rules.lifecycle, position.type, event.type);
    try {
      const reached = advance(position, event, rules);
      if (isReleased(event)) {
        applied.push({ event, state: reached.state, gap, resequenced: event.key < lastOpenKey });
      }
      position = reached;
    } catch (error) {
      if (!newest) throw error;
      return { position, applied, failure: { event: newest, error } };
    }
  }
  return { position, applied };
};

const isReleased = (event: OpenEvent | ReleasedEvent): event is ReleasedEvent => 'dueAt' in event;

const withApplied = <State>(
  sequence: Sequence<State>,
  released: readonly ReleasedEvent[],
  head: Position<State>,
): Sequence<State> => {
  const keys = new Set(released.map(({ key }) => key));
  const opened = released.map(openEvent);
  return {
    ...sequence,
    open: mergeByKey(sequence.open, opened),
    head,
    parked: sequence.parked.filter(({ key }) => !keys.has(key)),
  };
};

/** An event can be overtaken for as long as it would have been waited for, had it been parked. */
const openEvent = (released: ReleasedEvent): OpenEvent => {
  const { attempts: _, retryAt: __, dueAt: openUntil, ...event } = released;
  return { ...event, openUntil };
};

/**
 * Changes the settled state by an event that came too late to be put in its place, and applies the open events
 * again behind it.
 *
 * @throws what the rule or `apply` throws
 */
export const applyLate = <State>(
  sequence: Sequence<State>,
  late: (state: State | undefined) => State,
  rules: SequenceRules<State>,
): Sequence<State> => {
  const settled = { ...sequence.settled, state: late(sequence.settled.state) };
  const head = sequence.open.reduce<Position<State>>(
    (position, event) => advance(position, event, rules),
    settled,
  );
  return { ...sequence, settled, head };
};

/** After a failure: the event waits until `retryAt`. */
export const postpone = <State>(
  sequence: Sequence<State>,
  failed: { readonly key: string; readonly attempts: number; readonly retryAt: Instant },
): Sequence<State> => ({
  ...sequence,
  parked: sequence.parked.map((event) => (event.key === failed.key ? { ...event, ...failed } : event)),
});

/** Without a parked event. */
export const withoutParked = <State>(sequence: Sequence<State>, key: string): Sequence<State> => ({
  ...sequence,
  parked: sequence.parked.filter((event) => event.key !== key),
});
