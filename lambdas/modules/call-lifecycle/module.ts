import type { SequenceModule } from '../../processor/feature-module';
import type { CallState } from './call-state';
import { callLifecycle } from './manifest';
import { withEvent } from './with-event';
import { withLateEvent } from './with-late-event';

/**
 * A read model of every call: its times, how long it rang, was talked, was held, who had it, and what came of it.
 * Events that come too late are kept too, as far as they can be: see `withLateEvent`.
 */
export const callLifecycleModule: SequenceModule<CallState> = {
  manifest: callLifecycle,
  apply: withEvent,
  late: withLateEvent,
};
