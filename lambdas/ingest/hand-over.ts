import type { Envelope } from '../core/envelope';
import { encodeMessage } from '../core/queue-message';
import { deduplicationIdOf, type Routing } from '../core/route-event';
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

/** Hands a claimed event to its modules: one send each, all under the event's own deduplication id. */
export const handOver = async (
  { envelope, deliveries, signal }: Handover,
  { queues }: AcceptDependencies,
): Promise<HandoverResult> => {
  const message = encodeMessage(envelope);
  if (message.kind === 'too-large') return message;
  const { kind: _, ...content } = message;
  const deduplicationId = deduplicationIdOf(envelope);
  await runStep('send', () =>
    Promise.all(
      deliveries.map(({ module, groupId }) =>
        queues.send(module, { groupId, deduplicationId, ...content }, signal),
      ),
    ),
  );
  return { kind: 'handed-over' };
};
