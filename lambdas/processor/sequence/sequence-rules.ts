import {
  defaultWindowSeconds,
  maxOpenBytes,
  maxOpenEvents,
  maxParkedBytes,
  maxParkedEvents,
  maxStateBytes,
} from '../../contract/limits';
import { type Instant, instantFromEpochMs } from '../../core/instant';
import { isRecord } from '../../core/is-record';
import { whyNotStorable } from '../../core/storable';
import type { SequenceRules } from '../../core/sequencing/sequence';
import { InvalidStateError } from '../errors';
import type { ModuleState, SequenceModule } from '../feature-module';

/** How a module wants its events put in order, for the sequencing core. */
export const sequenceRulesOf = (featureModule: SequenceModule): SequenceRules<ModuleState> => ({
  lifecycle: featureModule.manifest.lifecycle,
  bounds: { maxOpenEvents, maxOpenBytes, maxParkedEvents, maxParkedBytes },
  apply: (state, envelope, gap) =>
    checkedState(featureModule.apply(state, envelope, { gap, late: false }), featureModule),
});

/**
 * The state that an event led to. Checked for each event, because a commit can hold many, and one that cannot be
 * stored would take the others with it.
 *
 * @throws {InvalidStateError} for what could not be stored and read again as it is
 */
export const checkedState = (state: ModuleState, { manifest }: SequenceModule): ModuleState => {
  const problem = whyNoState(state);
  if (problem === undefined) return state;
  throw new InvalidStateError(`The state that module ${manifest.name} gave ${problem}.`);
};

const whyNoState = (state: unknown): string | undefined => {
  if (!isRecord(state) || Array.isArray(state)) return 'is no object';
  const problem = whyNotStorable(state);
  if (problem !== undefined) return problem;
  return Buffer.byteLength(JSON.stringify(state)) > maxStateBytes
    ? `has more than ${maxStateBytes} bytes as JSON`
    : undefined;
};

/** When the window of an event that was sent at this time has passed. */
export const windowEnd = ({ manifest }: SequenceModule, sentMs: number): Instant =>
  instantFromEpochMs(sentMs + (manifest.windowSeconds ?? defaultWindowSeconds) * 1000);
