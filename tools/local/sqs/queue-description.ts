import { SqsError } from './errors';
import type { Queue } from './queue';
import { type AttributeMap, isSettableAttribute } from './queue-attributes';

/** The attributes that GetQueueAttributes answers: all of them, or those that are named. */
export function describeQueue(queue: Queue, wanted: readonly string[]): AttributeMap {
  const { waiting, inFlight, delayed } = queue.counts;
  const own: AttributeMap = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(waiting),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
  };
  for (const name of wanted) {
    if (name === 'All' || Object.hasOwn(own, name) || isSettableAttribute(name)) continue;
    throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  const all = Object.entries({ ...own, ...queue.attributes });
  return Object.fromEntries(all.filter(([name]) => wanted.includes('All') || wanted.includes(name)));
}
