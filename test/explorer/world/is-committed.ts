import { assertNever } from '../../../lambdas/core/assert-never';
import type { OutcomeMark } from '../../../lambdas/processor/ports';
import { callId, historyIn } from '../scenarios/call-events';
import type { World } from './world';

/** Whether the tables bear out what an outcome says, as far as they can tell. */
export const isCommitted = (world: World, { module, eventId, outcome }: OutcomeMark): boolean => {
  if (outcome !== 'applied' && outcome !== 'gap') return true;
  const { policy } = world.manifest(module);
  switch (policy) {
    case 'sequence':
      return historyIn(world.sequences.get(module, 'call', callId)?.sequence.head.state).includes(eventId);
    case 'latest':
      return world.snapshots.get(module, 'call', callId) !== undefined;
    case 'none':
      return [...world.idempotency.records.keys()].some((key) => key.startsWith(`${module}/`));
    default:
      return assertNever(policy);
  }
};
