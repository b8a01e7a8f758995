import type { LogFields } from '../contract/log-codes';
import { metricNames } from '../contract/metrics';
import { throttleAt, type ThrottleSteps, throttleSteps } from '../core/throttling/throttle-steps';
import type { GovernorConfig } from './config';
import { GovernorIncompleteError } from './errors';
import { govern } from './govern';
import type { GovernorRun } from './governor-run';
import { type GovernorTrigger, readTrigger } from './governor-trigger';
import type { GovernorDependencies } from './ports';

export type GovernorHandler = (event: unknown) => Promise<void>;

/**
 * The handler behind the alarms on ingest health, whose action it is, and behind a rule each minute. It can be invoked
 * at any time and any number of times: what to do is decided by the alarms' own state and the table. Only the way from
 * the configured throttle to the first step begins with an alarm's event.
 *
 * @throws {GovernorIncompleteError} so that Lambda repeats the event
 */
export const createGovernorHandler = (
  { settings }: Pick<GovernorConfig, 'settings'>,
  deps: GovernorDependencies,
): GovernorHandler => {
  const steps = throttleSteps(settings);
  return async (event) => {
    const trigger = readTrigger(event, settings.alarms);
    const run = await govern({ trigger, steps, alarms: settings.alarms }, deps);
    report({ run, trigger, steps }, deps);
    if (run.failures.length > 0) throw new GovernorIncompleteError(run.failures);
  };
};

interface Report {
  readonly run: GovernorRun;
  readonly trigger: GovernorTrigger;
  readonly steps: ThrottleSteps;
}

const report = ({ run, trigger, steps }: Report, { log, metrics }: GovernorDependencies): void => {
  const fields: LogFields = {
    ...throttleAt(steps, run.step),
    alarms: run.alarmsOn,
    ...(run.isPutBack && { reason: 'PUT_BACK' }),
    ...run.failures[0],
  };
  if (run.change === 'lowered') {
    metrics.count(metricNames.throttleLowered);
    log.warn('THROTTLE_LOWERED', fields);
  }
  if (run.change === 'raised' || (run.isPutBack && run.step === 0)) {
    metrics.count(metricNames.throttleRaised);
    log.info('THROTTLE_RAISED', fields);
  }
  if (run.step > 0 && trigger.kind === 'minute') {
    metrics.count(metricNames.throttleStaysLowered);
    log.warn('THROTTLE_STAYS_LOWERED', fields);
  }
  metrics.flush({});
};
