import type { ModuleContext, SequenceModule } from '../../processor/feature-module';
import { activityIdOf, activityOf } from './activity';
import { type CallState, type DispositionedCall, isDispositionedBy, withEvent } from './call-state';
import { type CrmError, type CrmErrorKind, isCrmError } from './crm-errors';
import type { CrmPort } from './crm-port';
import { crmSync } from './manifest';

/**
 * Writes each call to the CRM when it is dispositioned: one `PUT` of an activity for each `call.dispositioned`, with
 * what is known of the call by then. The lifecycle holds a disposition back until the call has ended; one whose call
 * is not seen within the window is written with what it says itself.
 *
 * Events that come too late are applied. A disposition must reach the CRM however late it is, and as each step of a
 * call has its own place in the state and newer facts win, applying out of order gives the same state as applying in
 * order. An older disposition that comes behind a newer one is not written: it would replace the newer. What a late
 * start or end adds is kept in the state; the activity is not written again for it.
 *
 * While the CRM is down, dispositions wait, and nothing counts against them.
 *
 * An attempt that is repeated carries the same `Idempotency-Key` and replaces the same activity.
 */
export const crmSyncModule = (crm: CrmPort): SequenceModule<CallState> => ({
  manifest: crmSync,
  late: 'apply',
  apply: (state, event) => withEvent(state, event),
  react: async (event, state, context) => {
    if (event.type !== 'call.dispositioned') return;
    if (!isDispositionedBy(state, event)) return context.log.info('CRM_DISPOSITION_SUPERSEDED');
    await context.once('put-activity', () =>
      context.dependency('crm').call((signal) => putActivity(crm, state, { ...context, signal })),
    );
  },
});

const putActivity = async (crm: CrmPort, call: DispositionedCall, context: ModuleContext) => {
  const id = activityIdOf(call.callId);
  const activity = activityOf(call);
  const { idempotencyKey, signal, log, metrics } = context;
  try {
    const { created } = await crm.putActivity({ id, activity, idempotencyKey, signal });
    log.info('CRM_ACTIVITY_WRITTEN');
    metrics.count('CrmActivityWritten');
    return { id, created };
  } catch (error) {
    if (isCrmError(error)) report(error, context);
    throw error;
  }
};

type LogCode = (typeof crmSync.logCodes)[number];
type Metric = (typeof crmSync.metrics)[number];

/** How an operator sees each kind of failure. */
const signs = {
  unavailable: { code: 'CRM_UNAVAILABLE', metric: 'CrmUnavailable' },
  'rate-limited': { code: 'CRM_RATE_LIMITED', metric: 'CrmRateLimited' },
  unauthorized: { code: 'CRM_UNAUTHORIZED', metric: 'CrmUnauthorized' },
  rejected: { code: 'CRM_REJECTED', metric: 'CrmRejected' },
  'unusable-answer': { code: 'CRM_ANSWER_UNUSABLE', metric: 'CrmAnswerUnusable' },
} as const satisfies Record<CrmErrorKind, { code: LogCode; metric: Metric }>;

const report = ({ kind, status }: CrmError, { log, metrics }: ModuleContext): void => {
  const { code, metric } = signs[kind];
  log.warn(code, status === undefined ? {} : { status });
  metrics.count(metric);
};
