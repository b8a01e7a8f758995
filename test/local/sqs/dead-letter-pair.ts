import type { EngineProbe, QueueProbe } from './queue-probe';

/** A queue and its dead-letter queue. */
export interface Pair {
  readonly queue: QueueProbe;
  readonly dlq: QueueProbe;
}

/** A queue that gives a message up after one receive, with its dead-letter queue. */
export function pairOf(probe: EngineProbe): Pair {
  const dlq = probe.fifo({}, 'dead.fifo');
  const policy = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 1 });
  return { queue: probe.fifo({ RedrivePolicy: policy }), dlq };
}

/** Sends messages and lets the redrive policy move them all. */
export async function deadLetters({ queue }: Pair, group: string, ...bodies: string[]): Promise<void> {
  queue.sendTo(group, ...bodies);
  await queue.receive({ VisibilityTimeout: 0 });
  await queue.receive();
}

/** The move tasks of the dead-letter queue, newest first. */
export const tasksOf = (probe: EngineProbe, { dlq }: Pair) =>
  probe.engine.listMessageMoveTasks({ SourceArn: dlq.arn, MaxResults: 10 }).Results;
