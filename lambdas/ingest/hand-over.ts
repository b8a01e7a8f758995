import type { Envelope } from '../core/envelope';
import { encodeMessage } from '../core/queue-message';
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

export type HandoverResult =
  { readonly kind: 'handed-over' } | { readonly kind: 'too-large'; readonly bytes: number };

/**
 * Hands a claimed event to its modules: one send each, all under the event's own deduplication id; where it is truncated,
 * one to hydration instead for all that it is truncated for.
 */
export const handOver = async (
  { envelope, deliveries, signal }: Handover,
  deps: AcceptDependencies,
): Promise<HandoverResult> => {
  for (const copy of copiesOf(envelope, deliveries)) {
    const result = await sendCopy(copy, signal, deps);
    if (result.kind === 'too-large') return result;
  }
  return { kind: 'handed-over' };
};

const sendCopy = async (
  { envelope, to }: EventCopy,
  signal: AbortSignal,
  { queues }: AcceptDependencies,
): Promise<HandoverResult> => {
  const message = encodeMessage(envelope);
  if (message.kind === 'too-large') return message;
  const { kind: _, ...content } = message;
  const deduplicationId = deduplicationIdOf(envelope);
  await runStep('send', () =>
    Promise.all(
      to.map(({ module, groupId }) => queues.send(module, { groupId, deduplicationId, ...content }, signal)),
    ),
  );
  return { kind: 'handed-over' };
};
