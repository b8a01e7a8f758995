import {
  defaultWindowSeconds,
  maxOpenBytes,
  maxOpenEvents,
  maxParkedBytes,
  maxParkedEvents,
} from '../../contract/limits';
import { type Instant, instantFromEpochMs } from '../../core/instant';
import { isRecord } from '../../core/is-record';
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

/** @throws {InvalidStateError} for what is no object: it could not be stored, or would be taken for none */
export const checkedState = (state: ModuleState, { manifest }: SequenceModule): ModuleState => {
  if (isRecord(state) && !Array.isArray(state)) return state;
  throw new InvalidStateError(`Module ${manifest.name} gave no object as the state.`);
};

/** When the window of an event that is seen now will have passed. */
export const windowEnd = ({ manifest }: SequenceModule, nowMs: number): Instant =>
  instantFromEpochMs(nowMs + (manifest.windowSeconds ?? defaultWindowSeconds) * 1000);
