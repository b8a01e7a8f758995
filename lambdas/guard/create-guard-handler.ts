import type { SQSBatchResponse } from 'aws-lambda';
import { isRecord } from '../core/is-record';
import type { RemainingTime } from '../core/ports';
import type { GuardConfig } from './config';
import { GuardIncompleteError } from './errors';
import { GuardSteps } from './guard-steps';
import type { GuardDependencies } from './ports';
import { reconcile } from './reconcile';

export type GuardHandler = (event: unknown, context: RemainingTime) => Promise<SQSBatchResponse>;

/**
 * The handler behind the schedule and behind the queue that tells of breakers that have opened. What the event holds
 * does not matter: every run looks at everything. Only the schedule counts the modules that stay paused, so that the
 * count is one a minute.
 */
export const createGuardHandler =
  ({ modules }: Pick<GuardConfig, 'modules'>, deps: GuardDependencies): GuardHandler =>
  async (event, context) => {
    const steps = new GuardSteps(deps.log);
    const run = { deps, steps, remainingMs: () => context.getRemainingTimeInMillis() };
    await reconcile(run, { modules, countsPaused: !isFromQueue(event) });
    if (steps.failures.length > 0) throw new GuardIncompleteError(steps.failures);
    return { batchItemFailures: [] };
  };

const isFromQueue = (event: unknown): boolean => isRecord(event) && Array.isArray(event['Records']);
