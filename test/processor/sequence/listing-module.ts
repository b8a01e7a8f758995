import type { Lifecycle } from '../../../lambdas/contract/lifecycle';
import type { SequenceManifest } from '../../../lambdas/contract/module-manifest';
import type { JsonValue, SequenceModule } from '../../../lambdas/processor/feature-module';
import { type EventSketch, moduleEvent } from '../../module-kit/event';

export type Listing = { readonly [key: string]: JsonValue; readonly seen: readonly string[] };

/** A module whose state lists what it saw, in the order it saw it: id, and `gap:` or `late:` before it. */
export const listingModule = (
  lifecycle: Lifecycle,
  changes: Partial<Omit<SequenceModule<Listing>, 'manifest'>> & { manifest?: Partial<SequenceManifest> } = {},
): SequenceModule<Listing> => {
  const [first = '', ...others] = typesOf(lifecycle);
  const { manifest, ...rest } = changes;
  return {
    manifest: {
      name: 'listing',
      description: 'Lists what it sees.',
      policy: 'sequence',
      types: [first, ...others],
      entity: { type: 'thing', idFrom: ['data.thing'] },
      lifecycle,
      ...manifest,
    },
    apply: (state, { id }, { gap, late }) => ({
      seen: [...(state?.seen ?? []), `${late ? 'late:' : gap ? 'gap:' : ''}${id}`],
    }),
    ...rest,
  };
};

const typesOf = ({ starts, next }: Lifecycle): readonly string[] => [
  ...new Set([...starts, ...Object.keys(next), ...Object.values(next).flat()]),
];

/** One way only: a, b, c, d. */
export const chain: Lifecycle = {
  starts: ['a'],
  next: { a: ['b'], b: ['c'], c: ['d'] },
  ends: ['d'],
};

/** A call: between its start and its end anything may happen, any number of times. */
export const call: Lifecycle = {
  starts: ['started'],
  next: {
    started: ['answered', 'held', 'resumed', 'completed'],
    answered: ['answered', 'held', 'resumed', 'completed'],
    held: ['answered', 'held', 'resumed', 'completed'],
    resumed: ['answered', 'held', 'resumed', 'completed'],
    completed: ['dispositioned'],
  },
  ends: ['completed', 'dispositioned'],
};

export const startsAt = '2023-10-27T14:00:00Z';

/** An event of the thing `x`, so many seconds after 14:00; its id is its type and its second, unless given. */
export const thing = (eventType: string, second: number, changes: Partial<EventSketch> = {}) =>
  moduleEvent({
    id: `${eventType}${second}`,
    eventType,
    timestamp: new Date(Date.parse(startsAt) + second * 1000).toISOString(),
    data: { thing: 'x' },
    ...changes,
  });
