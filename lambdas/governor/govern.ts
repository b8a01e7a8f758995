import { isSettled, nextStep } from '../core/throttling/next-step';
import { isSameThrottle, throttleAt, type ThrottleSteps } from '../core/throttling/throttle-steps';
import { FailureTally, type GovernorRun } from './governor-run';
import type { GovernorTrigger } from './governor-trigger';
import { type AlarmReading, readingOf } from './ingest-health';
import type { GovernorDependencies, GovernorState } from './ports';

export interface GovernRequest {
  readonly trigger: GovernorTrigger;
  readonly steps: ThrottleSteps;
  /** Names of the alarms that it listens to. */
  readonly alarms: readonly string[];
}

type Ports = Pick<GovernorDependencies, 'clock' | 'store' | 'alarms' | 'throttle'>;

interface Run extends GovernRequest {
  readonly state: GovernorState;
  readonly nowMs: number;
  readonly tally: FailureTally;
  readonly ports: Ports;
}

type Effect = Pick<GovernorRun, 'change' | 'step' | 'isPutBack'>;

/**
 * Moves the throttle one step, or makes sure that the stage has the one of its step. Runs may overlap and die anywhere:
 * of table and stage it is the table that changes first on the way down and last on the way up, so what a run leaves
 * undone, the next one finds. What fails is told in the run.
 */
export const govern = async (request: GovernRequest, ports: Ports): Promise<GovernorRun> => {
  const tally = new FailureTally();
  const nowMs = ports.clock.now();
  const stored = await tally.attempt('read-state', () => ports.store.read());
  const idle = { ...unchanged(0), alarmsOn: [], failures: tally.failures };
  if (!stored) return idle;
  const state = { ...stored, step: Math.min(stored.step, request.steps.length - 1) };
  const wentOff = request.trigger.kind === 'alarm' && request.trigger.status.isOn;
  if (isSettled(state, nowMs) && !wentOff) return idle;
  const run: Run = { ...request, state, nowMs, tally, ports };
  const { health, on } = await readAlarms(run);
  const next = nextStep({ ...state, lastStep: request.steps.length - 1, health, nowMs });
  return { ...(await moveTo(run, next)), alarmsOn: on, failures: tally.failures };
};

const unchanged = (step: number): Effect => ({ change: 'none', step, isPutBack: false });

const readAlarms = async ({ trigger, alarms, tally, ports }: Run): Promise<AlarmReading> => {
  const asked = await tally.attempt('read-alarms', () => ports.alarms.read(alarms));
  return readingOf(alarms, [...(asked ?? []), ...(trigger.kind === 'alarm' ? [trigger.status] : [])]);
};

const moveTo = (run: Run, next: number): Promise<Effect> => {
  if (next > run.state.step) return lowerTo(run, next);
  return next < run.state.step ? raiseTo(run, next) : keep(run);
};

/** The table first: once it says so, every run sees to it that the stage follows. */
const lowerTo = async (run: Run, step: number): Promise<Effect> => {
  if (!(await hasWritten(run, step))) return unchanged(run.state.step);
  await hasSet(run, step);
  return { change: 'lowered', step, isPutBack: false };
};

/** The stage first: were the table at step 0 and the stage not yet, nobody would look any more. */
const raiseTo = async (run: Run, step: number): Promise<Effect> => {
  const isDone = (await hasSet(run, step)) && (await hasWritten(run, step));
  return isDone ? { change: 'raised', step, isPutBack: false } : unchanged(run.state.step);
};

/** A deployment gives the stage the throttle of the template; a call that was made late gives it one of another step. */
const keep = async (run: Run): Promise<Effect> => {
  const { step } = run.state;
  const isPutBack = (await isAstray(run)) && (await hasSet(run, step));
  return { ...unchanged(step), isPutBack };
};

/**
 * Whether the stage's throttle is not the one of its step. As configured is whatever the governor has not set itself:
 * somebody may have deployed another configuration meanwhile.
 */
const isAstray = async ({ state, steps, tally, ports }: Run): Promise<boolean> => {
  const read = await tally.attempt('read-throttle', async () => ({ throttle: await ports.throttle.read() }));
  if (!read) return false;
  const { throttle } = read;
  if (throttle && isSameThrottle(throttle, throttleAt(steps, state.step))) return false;
  return state.step > 0 || (throttle !== undefined && steps.some((step) => isSameThrottle(step, throttle)));
};

const hasWritten = async ({ state, nowMs, tally, ports }: Run, step: number): Promise<boolean> => {
  const { version } = state;
  const result = await tally.attempt('write-state', () =>
    ports.store.write({ step, changedAtMs: nowMs, version }),
  );
  return result === 'written';
};

const hasSet = async ({ steps, tally, ports }: Run, step: number): Promise<boolean> => {
  const result = await tally.attempt('set-throttle', async () => {
    await ports.throttle.set(throttleAt(steps, step));
    return 'set' as const;
  });
  return result === 'set';
};
