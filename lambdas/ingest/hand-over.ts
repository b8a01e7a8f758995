import { messageOf } from '../core/claim-check';
import type { Envelope } from '../core/envelope';
import { deduplicationIdOf, type Routing } from '../core/route-event';
import { copiesOf, type EventCopy } from './copies-of';
import { runStep } from './errors';
import type { AcceptDependencies } from './ports';

export interface Handover {
  readonly envelope: Envelope;
  /** Of the event's modules those that are to get it. */
  readonly deliveries: Routing['deliveries'];
  readonly signal: AbortSignal;
}

/**
 * Hands a claimed event to its modules: one send each, all under the event's own deduplication id; where it is truncated,
 * one to hydration instead for all that it is truncated for. Data that is too large for a message is kept before: a crash
 * in between leaves an object that nothing refers to, and the next delivery of the event keeps it under the same key again.
 */
export const handOver = async (
  { envelope, deliveries, signal }: Handover,
  deps: AcceptDependencies,
): Promise<void> => {
  for (const copy of copiesOf(envelope, deliveries)) await sendCopy(copy, signal, deps);
};

const sendCopy = async (
  { envelope, to }: EventCopy,
  signal: AbortSignal,
  { queues, claimCheck }: AcceptDependencies,
): Promise<void> => {
  const content = await runStep('payload', () => messageOf(envelope, claimCheck, signal));
  const deduplicationId = deduplicationIdOf(envelope);
  await runStep('send', () =>
    Promise.all(
      to.map(({ module, groupId }) => queues.send(module, { groupId, deduplicationId, ...content }, signal)),
    ),
  );
};
