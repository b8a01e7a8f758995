import { lightened } from '../../core/claim-check';
import type { ReleasedEvent } from '../../core/sequencing/apply';
import type { ParkedEvent } from '../../core/sequencing/sequence';
import { DataGoneError, ParkedEventMissingError } from '../errors';
import type { ModuleEvent } from '../feature-module';
import { loadData } from '../load-data';
import type { SequencedEntity } from './sequenced-entity';

/** The event of the message, which stands among the parked ones and is nowhere kept yet. */
export interface EventInHand {
  readonly key: string;
  readonly envelope: ModuleEvent;
}

/** An event that cannot be applied. */
export interface FailedEvent {
  readonly event: ParkedEvent;
  /** As it is known. Without its data, if that is gone; absent, if all of it is. */
  readonly envelope?: ModuleEvent;
  readonly error: unknown;
}

/** Keeps the envelope of an event that is parked; data that is too large for a message is kept beside it, anew. */
export const keepParked = async (
  { deps, name, nowMs }: SequencedEntity,
  { key, envelope }: EventInHand,
): Promise<void> => {
  const kept = { envelope: await lightened(envelope, deps.claimCheck), nowMs };
  await deps.parkedEvents.keep(name, key, kept);
};

/** Parked events with their envelopes, up to the first that is not all there. */
export const withEnvelopes = async (
  entity: SequencedEntity,
  events: readonly ParkedEvent[],
  inHand: EventInHand | undefined,
): Promise<{ readonly found: readonly ReleasedEvent[]; readonly missing?: FailedEvent }> => {
  const parked = events.filter(({ key }) => key !== inHand?.key);
  const loaded = parked.length === 0 ? undefined : await fetchParked(entity, parked);
  const found: ReleasedEvent[] = [];
  for (const event of events) {
    const known = event.key === inHand?.key ? inHand : loaded?.get(event.key);
    if (!known) return { found, missing: { event, error: isMissing() } };
    if ('error' in known) return { found, missing: { event, ...known } };
    found.push({ ...event, envelope: known.envelope });
  }
  return { found };
};

type Loaded = { readonly envelope: ModuleEvent } | Required<Pick<FailedEvent, 'envelope' | 'error'>>;

const fetchParked = async (
  { deps, name, invocation }: SequencedEntity,
  parked: readonly ParkedEvent[],
): Promise<ReadonlyMap<string, Loaded>> => {
  const fetched = await deps.parkedEvents.fetch(name, parked);
  const load = async (envelope: ModuleEvent): Promise<Loaded> => {
    try {
      return { envelope: await loadData(envelope, invocation, deps) };
    } catch (error) {
      if (!(error instanceof DataGoneError)) throw error;
      return { envelope, error };
    }
  };
  return new Map(
    await Promise.all([...fetched].map(async ([key, envelope]) => [key, await load(envelope)] as const)),
  );
};

const isMissing = (): Error => new ParkedEventMissingError('The envelope of a parked event is gone.');
