import { assertNever } from '../assert-never';

/**
 * What the alarms on ingest say. Times are milliseconds since the epoch.
 *
 * - `unwell`: one is on. `wentOffAtMs`: when the last of those that are on went off
 * - `well`: none is on. `sinceMs`: when the last of them changed
 * - `unknown`: none is known to be on, and not all are known
 */
export type IngestHealth =
  | { readonly kind: 'unwell'; readonly wentOffAtMs: number }
  | { readonly kind: 'well'; readonly sinceMs: number }
  | { readonly kind: 'unknown' };

/** Where the throttle stands: 0 is as configured. */
export interface ThrottlePosition {
  readonly step: number;
  /** When the step was last changed, in milliseconds since the epoch; 0 if never. */
  readonly changedAtMs: number;
}

/** Two steps are at least a minute apart, whatever goes off: all that an alarm sees is counted by the minute. */
const minStepMs = 60_000;

/**
 * Before a step is judged to be too little, the alarm has to see a whole minute of it, and CloudWatch takes up to
 * another one to have that minute. An alarm that looks back over several minutes may so call for a step more than was
 * needed; that errs on the safe side. The ten seconds less are for runs that come a little early: two minutes then mean
 * the second run from here, not the third.
 */
const lowerAgainMs = 2 * 60_000 - 10_000;

/**
 * Up goes slower than down: a step too many on the way up makes ingest fail again, one too few costs senders a retry.
 * Three runs: ingest has proved itself for that long under the step at hand. Ten seconds less, as above.
 */
const raiseMs = 3 * 60_000 - 10_000;

/**
 * For so long after the last change it is made sure that the throttle is as configured and that no alarm is on: a call
 * that set it may have come late, an alarm may have gone off while the throttle was being raised.
 */
const watchMs = 5 * 60_000;

export interface StepQuestion extends ThrottlePosition {
  /** The one that reaches the floor. */
  readonly lastStep: number;
  readonly health: IngestHealth;
  readonly nowMs: number;
}

/**
 * The step to take now; the same one if there is nothing to do. It differs by one at most. Nothing is raised on an
 * unknown health.
 */
export const nextStep = (question: StepQuestion): number => {
  const { step, lastStep, health } = question;
  switch (health.kind) {
    case 'unwell':
      return isTooLittle(question, health) ? Math.min(step + 1, lastStep) : step;
    case 'well':
      return isProven(question, health) ? Math.max(step - 1, 0) : step;
    case 'unknown':
      return step;
    default:
      return assertNever(health);
  }
};

const isTooLittle = (
  { changedAtMs, nowMs }: StepQuestion,
  { wentOffAtMs }: Extract<IngestHealth, { kind: 'unwell' }>,
): boolean => nowMs - changedAtMs >= (wentOffAtMs > changedAtMs ? minStepMs : lowerAgainMs);

const isProven = (
  { changedAtMs, nowMs }: StepQuestion,
  { sinceMs }: Extract<IngestHealth, { kind: 'well' }>,
): boolean => nowMs - Math.max(changedAtMs, sinceMs) >= raiseMs;

/** Whether nothing has to be looked at unless an alarm goes off. */
export const isSettled = ({ step, changedAtMs }: ThrottlePosition, nowMs: number): boolean =>
  step === 0 && nowMs - changedAtMs >= watchMs;
