import type { CallState } from '../../../lambdas/modules/call-lifecycle/call-state';
import { withEvent } from '../../../lambdas/modules/call-lifecycle/with-event';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { step } from './call-fixture';

export const started = step('started', '14:00:00Z', { id: 'started', data: { campaignId: 'spring' } });
export const answered = step('answered', '14:00:10Z', { id: 'answered', userId: 'agent-1' });
export const held = step('held', '14:01:00Z', { id: 'held', userId: 'agent-1' });
export const resumed = step('resumed', '14:01:30Z', { id: 'resumed', userId: 'agent-1' });
export const completed = step('completed', '14:05:00Z', { id: 'completed', userId: 'agent-2' });
export const dispositioned = step('dispositioned', '14:05:20Z', {
  id: 'dispositioned',
  data: { callDisposition: 'Resolved', duration: 120 },
});
export const call = [started, answered, held, resumed, completed, dispositioned];

export const noteOf = ({ type, ordertime, id }: ModuleEvent) => ({ type, at: ordertime, eventId: id });

/** As the module gives it when nothing is late. */
export const inOrder = (events: readonly ModuleEvent[]): CallState | undefined =>
  events.reduce<CallState | undefined>((state, event) => withEvent(state, event, { gap: false }), undefined);
