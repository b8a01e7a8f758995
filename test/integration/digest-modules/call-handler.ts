import { callLifecycle } from '../../../lambdas/modules/call-lifecycle/manifest';
import { isRecord } from '../../../lambdas/core/is-record';
import { PermanentError } from '../../../lambdas/processor/feature-module';
import { sequenceHandler } from '../../../lambdas/processor/sequence/sequence-handler';
import { sightOf } from './digest';

/** Runs in the place of call-lifecycle, and keeps a digest of each event; what says so it refuses. */
export const handler = sequenceHandler({
  manifest: callLifecycle,
  apply: (state, event) => {
    if (isRecord(event.data) && event.data['refuse'] === true) throw new PermanentError('Never.');
    return { ...state, [event.id]: sightOf(event) };
  },
});
