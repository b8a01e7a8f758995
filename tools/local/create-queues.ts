import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueNameExists,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { QueueDefinition } from './model';

const redrivePolicy = z.looseObject({ deadLetterTargetArn: z.string() });

const policyOf = ({ attributes }: QueueDefinition): z.infer<typeof redrivePolicy> | undefined => {
  const text = attributes['RedrivePolicy'];
  return text === undefined ? undefined : redrivePolicy.parse(JSON.parse(text));
};

const nameIn = (arn: string): string => arn.split(':').at(-1) ?? '';

/** Points the redrive policy at the DLQ's ARN as this server has it: region and account can differ. */
const attributesFor = async (
  client: SQSClient,
  queue: QueueDefinition,
  urls: ReadonlyMap<string, string>,
): Promise<Record<string, string>> => {
  const policy = policyOf(queue);
  const dlqUrl = policy && urls.get(nameIn(policy.deadLetterTargetArn));
  if (dlqUrl === undefined) return { ...queue.attributes };
  const command = new GetQueueAttributesCommand({ QueueUrl: dlqUrl, AttributeNames: ['QueueArn'] });
  const { Attributes = {} } = await client.send(command);
  const deadLetterTargetArn = Attributes['QueueArn'] ?? policy?.deadLetterTargetArn;
  return { ...queue.attributes, RedrivePolicy: JSON.stringify({ ...policy, deadLetterTargetArn }) };
};

const createQueue = async (
  client: SQSClient,
  name: string,
  Attributes: Record<string, string>,
): Promise<string> => {
  try {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return QueueUrl;
  } catch (error) {
    if (!(error instanceof QueueNameExists)) throw error;
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl;
  }
};

/**
 * Creates queues, dead-letter queues first. One that exists already is used as it is.
 * Resolves with their URLs, by name, exactly as the server gives them.
 */
export const createQueues = async (
  client: SQSClient,
  queues: readonly QueueDefinition[],
): Promise<ReadonlyMap<string, string>> => {
  const urls = new Map<string, string>();
  const redriving = queues.filter((queue) => policyOf(queue) !== undefined);
  const plain = queues.filter((queue) => policyOf(queue) === undefined);
  for (const queue of [...plain, ...redriving]) {
    const attributes = await attributesFor(client, queue, urls);
    urls.set(queue.name, await createQueue(client, queue.name, attributes));
  }
  return urls;
};
