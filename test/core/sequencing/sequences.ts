import type { Instant } from '../../../lambdas/core/instant';
import { orderKey } from '../../../lambdas/core/order-key';
import { moduleEvent } from '../../module-kit';
import type {
  OpenEvent,
  ParkedEvent,
  Sequence,
  SequenceRules,
} from '../../../lambdas/core/sequencing/sequence';
import { emptySequence } from '../../../lambdas/core/sequencing/sequence';
import { instant } from '../../instant';

export type Letters = readonly string[];

/** Seconds after 14:00. */
export const at = (second: number): Instant =>
  instant(new Date(Date.UTC(2023, 9, 27, 14, 0, second)).toISOString());

const ref = (type: string, second: number) => {
  const id = `${type}${second}`;
  return { key: orderKey({ time: at(second), rank: 0, id, source: 'genesys' }), source: 'genesys', id, type };
};

const envelope = (type: string, second: number) =>
  moduleEvent({ id: `${type}${second}`, eventType: type, timestamp: at(second), data: null });

export const parkedEvent = (
  type: string,
  second: number,
  changes: Partial<ParkedEvent> = {},
): ParkedEvent => ({
  ...ref(type, second),
  dueAt: at(60),
  bytes: 100,
  attempts: 0,
  ...changes,
});

export const releasedEvent = (type: string, second: number, changes: Partial<ParkedEvent> = {}) => ({
  ...parkedEvent(type, second, changes),
  envelope: envelope(type, second),
});

export const openEvent = (type: string, second: number, changes: Partial<OpenEvent> = {}): OpenEvent => ({
  ...ref(type, second),
  openUntil: at(60),
  bytes: 100,
  envelope: envelope(type, second),
  ...changes,
});

/** a, then any number of b and c, then d; e follows nothing. */
export const rules: SequenceRules<Letters> = {
  lifecycle: {
    starts: ['a'],
    next: { a: ['b', 'c', 'd'], b: ['b', 'c', 'd'], c: ['b', 'c', 'd'] },
    ends: ['d'],
  },
  bounds: { maxOpenEvents: 4, maxOpenBytes: 10_000, maxParkedEvents: 3, maxParkedBytes: 1000 },
  apply: (state, { id }, gap) => [...(state ?? []), gap ? `gap ${id}` : id],
};

/** With `settled` settled events, then open ones, then parked ones. */
export const sequenceOf = (parts: {
  readonly settled?: readonly (readonly [type: string, second: number])[];
  readonly open?: readonly OpenEvent[];
  readonly parked?: readonly ParkedEvent[];
}): Sequence<Letters> => {
  const { settled = [], open = [], parked = [] } = parts;
  const last = settled.at(-1);
  const position = { state: settled.map(([type, second]) => `${type}${second}`), type: last?.[0] };
  const head = open.at(-1);
  return {
    ...emptySequence,
    version: 1,
    ...(last && { settled: position, watermark: ref(last[0], last[1]).key }),
    open,
    head: head
      ? { state: [...position.state, ...open.map(({ id }) => id)], type: head.type }
      : last
        ? position
        : {},
    parked,
  };
};
