import { assertNever } from '../core/assert-never';
import { errorName } from '../core/error-name';
import { createSecret } from './create-secret';
import type { RotatedSource, RotationConfig } from './config';
import { RotationRefusedError } from './errors';
import { finishSecret } from './finish-secret';
import { findPending, type PendingVersion } from './pending-version';
import type { RotationDependencies } from './ports';
import { readRotationEvent, type RotationEvent, type RotationStep } from './rotation-event';
import { setSecret } from './set-secret';
import { testSecret } from './test-secret';

export type RotationHandler = (event: unknown) => Promise<void>;

/**
 * The handler that Secrets Manager runs for each step of a rotation. Every step can be repeated, and one that comes
 * out of order fails and changes nothing.
 *
 * @throws {RotationRefusedError} and whatever Secrets Manager refuses; the rotation ends with it
 */
export const createRotationHandler =
  (config: RotationConfig, deps: RotationDependencies): RotationHandler =>
  async (input) => {
    const event = readRotationEvent(input);
    const { step } = event;
    const rotated = sourceOf(event, config);
    const fields = { source: rotated.source.name, step };
    try {
      const pending = await findPending(event, rotated, deps.secrets);
      if (pending !== 'current') await runStep(step, pending, { config, deps });
      const reason = pending === 'current' ? 'ALREADY_CURRENT' : undefined;
      deps.log.info('ROTATION_STEP_DONE', { ...fields, ...(reason && { reason }) });
    } catch (error) {
      const reason = error instanceof RotationRefusedError ? error.reason : undefined;
      const why = { errorName: errorName(error), ...(reason && { reason }) };
      deps.log.error('ROTATION_STEP_FAILED', { ...fields, ...why });
      throw error;
    }
  };

const sourceOf = ({ secretId }: RotationEvent, { sources }: RotationConfig): RotatedSource => {
  const rotated = sources.get(secretId);
  if (rotated) return rotated;
  throw new RotationRefusedError(
    'UNKNOWN_SECRET',
    `${secretId} is the secret of no source. This function rotates ${[...sources.keys()].join(', ')}.`,
  );
};

interface Means {
  readonly config: RotationConfig;
  readonly deps: RotationDependencies;
}

const runStep = async (
  step: RotationStep,
  pending: PendingVersion,
  { config, deps }: Means,
): Promise<unknown> => {
  switch (step) {
    case 'createSecret':
      return createSecret(pending, config, deps);
    case 'setSecret':
      return setSecret(config.settleMs, deps.timer);
    case 'testSecret':
      return testSecret(pending, deps);
    case 'finishSecret':
      return finishSecret(pending, config, deps);
    default:
      return assertNever(step);
  }
};
