import { isRecord } from '../../../lambdas/core/is-record';
import { decodeMessage } from '../../../lambdas/core/queue-message';
import type { FifoQueue } from '../world/fifo-queue';
import type { EndedRun, Violation } from './violation';

/** SQS drops a second copy for this long, if it is sent as the same message. */
const deduplicationMs = 5 * 60_000;

/** I3, the queues' part: however often an event is sent again, for five minutes its module's queue takes it once. */
export const checkCopies = ({ world }: EndedRun): readonly Violation[] =>
  [...world.queues.values()].flatMap((queue) => copiesIn(queue));

const copiesIn = ({ name, entered }: FifoQueue): readonly Violation[] => {
  const last = new Map<string, number>();
  return entered.flatMap(({ body, encoding, atMs }): readonly Violation[] => {
    const message = decodeMessage(body, encoding);
    const id = isRecord(message) ? message['id'] : undefined;
    if (typeof id !== 'string') return [];
    const beforeMs = last.get(id);
    last.set(id, atMs);
    if (beforeMs === undefined || atMs - beforeMs >= deduplicationMs) return [];
    return [{ invariant: 'I3', problem: `${id} entered the queue of ${name} twice within five minutes.` }];
  });
};
