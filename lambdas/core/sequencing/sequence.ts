import type { OutcomeName } from '../../contract/claim-outcome';
import type { Lifecycle } from '../../contract/lifecycle';
import type { Envelope } from '../envelope';
import type { Instant } from '../instant';
import type { OrderKey } from '../order-key';

/** Which event, and its place among the events of its entity. */
export interface EventRef {
  readonly key: OrderKey;
  readonly source: string;
  readonly id: string;
  readonly type: string;
}

/** An event that was applied and can still be overtaken: one that belongs before it is put before it. */
export interface OpenEvent extends EventRef {
  /** From then on it is settled. */
  readonly openUntil: Instant;
  /** Size of the envelope as JSON. */
  readonly bytes: number;
  readonly envelope: Envelope;
}

/** An event that waits for its predecessors. Its envelope is kept elsewhere, under its key. */
export interface ParkedEvent extends EventRef {
  /** Its window has passed then: it is applied whether or not they have come. */
  readonly dueAt: Instant;
  /** Size of the envelope as it is stored. */
  readonly bytes: number;
  /** How often it failed since it was parked. */
  readonly attempts: number;
  /** After a failure: not to be tried before. */
  readonly retryAt?: Instant | undefined;
}

/** What the last commit made of an event. */
export interface CommittedEvent {
  readonly source: string;
  readonly id: string;
  readonly outcome: OutcomeName;
}

/** A state and the type of the event that led to it; both absent before the first event. */
export interface Position<State> {
  readonly state?: State | undefined;
  readonly type?: string | undefined;
}

/**
 * What is known of the events of one entity in one module, whatever their number:
 *
 * ```
 *   … settled events │ open events          ┊ parked events
 *                watermark                 head
 * ```
 *
 * Settled events are part of `settled.state` for good. Open events are applied too (the state with them is
 * `head.state`), but are kept for as long as an event that belongs before them may come: then they are applied
 * again behind it. Parked events are not applied yet; they mostly stand behind the head.
 */
export interface Sequence<State> {
  /** Of the last commit; 0 before the first. */
  readonly version: number;
  /** Place of the last settled event. What belongs before it is late. */
  readonly watermark?: OrderKey | undefined;
  readonly settled: Position<State>;
  /** In the order of their keys. */
  readonly open: readonly OpenEvent[];
  /** After the open events. */
  readonly head: Position<State>;
  /** In the order of their keys. */
  readonly parked: readonly ParkedEvent[];
  /**
   * What the last commit did, so that a function that died right after it can be followed by one that notes it on
   * the claims. One commit is enough: the message behind it comes again before any other of the entity.
   */
  readonly lastCommit: readonly CommittedEvent[];
}

export const emptySequence: Sequence<never> = {
  version: 0,
  settled: {},
  open: [],
  head: {},
  parked: [],
  lastCommit: [],
};

/** How a module wants its events put in order. */
export interface SequenceRules<State> {
  readonly lifecycle: Lifecycle;
  readonly bounds: SequenceBounds;
  /** The module's pure function. `gap`: by the lifecycle something is missing before the event. */
  readonly apply: (state: State | undefined, envelope: Envelope, gap: boolean) => State;
}

export interface SequenceBounds {
  readonly maxOpenEvents: number;
  readonly maxOpenBytes: number;
  readonly maxParkedEvents: number;
  readonly maxParkedBytes: number;
}

/** Two lists in the order of their keys as one. */
export const mergeByKey = <A extends EventRef, B extends EventRef>(
  left: readonly A[],
  right: readonly B[],
): (A | B)[] => {
  const merged: (A | B)[] = [];
  let next = 0;
  for (const event of left) {
    for (let other = right[next]; other && other.key < event.key; other = right[(next += 1)])
      merged.push(other);
    merged.push(event);
  }
  return merged.concat(right.slice(next));
};
