import { maxBytesPerCommit, maxEventsPerCommit } from '../../contract/limits';
import {
  type AppliedEvent,
  applyReleased,
  type ReleasedEvent,
  withoutParked,
} from '../../core/sequencing/apply';
import { releasable } from '../../core/sequencing/release';
import type { ParkedEvent, Sequence } from '../../core/sequencing/sequence';
import { ProcessorDiedError } from '../errors';
import type { ModuleState } from '../feature-module';
import { runEffect, workingMs } from '../module-context';
import { type EventInHand, type FailedEvent, withEnvelopes } from './parked-envelopes';
import type { SequencedEntity } from './sequenced-entity';
import { settleParkedFailure } from './settle-parked-failure';

/** What one commit is to make of an entity. */
export interface Round {
  readonly sequence: Sequence<ModuleState>;
  readonly applied: readonly AppliedEvent<ModuleState>[];
  readonly deadLettered: readonly ParkedEvent[];
  /** There is something to commit. */
  readonly isChanged: boolean;
  /** The module threw for the event in hand, which is not among the parked ones any more. */
  readonly ownFailure?: { readonly error: unknown };
}

/**
 * Applies what can be applied, with the module's effects, up to what one commit may hold. A parked event that fails
 * is postponed or given up, and the others go on without it; a failure of the event in hand ends the round.
 */
export const playRound = async (entity: SequencedEntity, inHand?: EventInHand): Promise<Round> => {
  let round: Round = { sequence: entity.sequence, applied: [], deadLettered: [], isChanged: false };
  for (;;) {
    const { failed, ...played } = await playReleasable(entity, round, inHand);
    if (!failed) return played;
    if (failed.event.key === inHand?.key) {
      const sequence = withoutParked(played.sequence, failed.event.key);
      return { ...played, sequence, ownFailure: { error: failed.error } };
    }
    round = await settleParkedFailure(entity, played, failed);
  }
};

const playReleasable = async (
  entity: SequencedEntity,
  round: Round,
  inHand: EventInHand | undefined,
): Promise<Round & { readonly failed?: FailedEvent | undefined }> => {
  const next = firstOf(
    releasable(round.sequence, entity.rules, entity.asOf),
    (entity.isSuspect ? 1 : maxEventsPerCommit) - round.applied.length,
  );
  const { found, missing } = await withEnvelopes(entity, next, inHand);
  const { sequence, applied, failed } = await applyWatched(entity, round.sequence, found);
  return {
    ...round,
    sequence,
    applied: [...round.applied, ...applied],
    isChanged: round.isChanged || applied.length > 0,
    failed: failed ?? (applied.length === found.length ? missing : undefined),
  };
};

const firstOf = (events: readonly ParkedEvent[], count: number): readonly ParkedEvent[] => {
  let bytes = 0;
  const tooMany = events.findIndex((event, index) => {
    bytes += event.bytes;
    return index > 0 && bytes > maxBytesPerCommit;
  });
  return events.slice(0, tooMany < 0 ? count : Math.min(tooMany, count));
};

interface AppliedAndReacted {
  readonly sequence: Sequence<ModuleState>;
  readonly applied: readonly AppliedEvent<ModuleState>[];
  readonly failed?: FailedEvent | undefined;
}

/** Of a suspect message there is one event at most. */
const applyWatched = async (
  entity: SequencedEntity,
  sequence: Sequence<ModuleState>,
  events: readonly ReleasedEvent[],
): Promise<AppliedAndReacted> => {
  const [event] = events;
  if (!entity.isSuspect || !event) return applyAndReact(entity, sequence, events);
  try {
    return await entity.watch(event, () => applyAndReact(entity, sequence, events));
  } catch (error) {
    if (!(error instanceof ProcessorDiedError)) throw error;
    return { sequence, applied: [], failed: { event, envelope: event.envelope, error } };
  }
};

const applyAndReact = async (
  entity: SequencedEntity,
  sequence: Sequence<ModuleState>,
  events: readonly ReleasedEvent[],
): Promise<AppliedAndReacted> => {
  const application = applyReleased(sequence, events, entity.rules);
  const failed = application.failure && {
    ...application.failure,
    envelope: application.failure.event.envelope,
  };
  const reacted = await reactInOrder(entity, application.applied);
  if (reacted.count === application.applied.length) return { ...application, failed };
  return { ...applyReleased(sequence, events.slice(0, reacted.count), entity.rules), failed: reacted.failed };
};

/** Runs the module's effects, until one throws or the time is up. */
const reactInOrder = async (
  { featureModule, invocation, deps }: SequencedEntity,
  applied: readonly AppliedEvent<ModuleState>[],
): Promise<{ readonly count: number; readonly failed?: FailedEvent }> => {
  const { manifest } = featureModule;
  if (!featureModule.react) return { count: applied.length };
  for (const [count, { event, state, gap }] of applied.entries()) {
    if (count > 0 && workingMs(invocation) === 0) return { count };
    const place = { gap, late: false };
    try {
      await runEffect({ manifest, event: event.envelope, place, invocation }, deps, async (context) =>
        // A copy: what is committed must not depend on what an effect does with it.
        featureModule.react?.(event.envelope, structuredClone(state), context),
      );
    } catch (error) {
      return { count, failed: { event, envelope: event.envelope, error } };
    }
  }
  return { count: applied.length };
};
