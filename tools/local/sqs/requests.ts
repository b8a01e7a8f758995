import * as z from 'zod';

/** What the operations take, in the names of the AWS API. Ranges and formats are the engine's to check. */
const text = z.string();
const whole = z.int();
const stringMap = z.record(z.string(), text);
const queue = { QueueUrl: text };
const receipt = { ReceiptHandle: text };

const attributeValue = z.object({
  DataType: text,
  StringValue: text.optional(),
  BinaryValue: text.optional(),
});

const message = {
  MessageBody: text,
  DelaySeconds: whole.optional(),
  MessageAttributes: z.record(z.string(), attributeValue).optional(),
  MessageSystemAttributes: z.record(z.string(), attributeValue).optional(),
  MessageDeduplicationId: text.optional(),
  MessageGroupId: text.optional(),
};

const page = { MaxResults: whole.optional(), NextToken: text.optional() };

function batchOf<Shape extends z.ZodRawShape>(entry: Shape) {
  return z.object({ ...queue, Entries: z.array(z.object({ Id: text, ...entry })) });
}

export const requestSchemas = {
  CreateQueue: z.object({ QueueName: text, Attributes: stringMap.optional(), tags: stringMap.optional() }),
  DeleteQueue: z.object(queue),
  GetQueueUrl: z.object({ QueueName: text, QueueOwnerAWSAccountId: text.optional() }),
  ListQueues: z.object({ QueueNamePrefix: text.optional(), ...page }),
  ListDeadLetterSourceQueues: z.object({ ...queue, ...page }),
  GetQueueAttributes: z.object({ ...queue, AttributeNames: z.array(text).optional() }),
  SetQueueAttributes: z.object({ ...queue, Attributes: stringMap }),
  PurgeQueue: z.object(queue),
  TagQueue: z.object({ ...queue, Tags: stringMap }),
  UntagQueue: z.object({ ...queue, TagKeys: z.array(text) }),
  ListQueueTags: z.object(queue),
  SendMessage: z.object({ ...queue, ...message }),
  SendMessageBatch: batchOf(message),
  ReceiveMessage: z.object({
    ...queue,
    MaxNumberOfMessages: whole.optional(),
    VisibilityTimeout: whole.optional(),
    WaitTimeSeconds: whole.optional(),
    MessageAttributeNames: z.array(text).optional(),
    MessageSystemAttributeNames: z.array(text).optional(),
    /** Older name of the above. */
    AttributeNames: z.array(text).optional(),
    ReceiveRequestAttemptId: text.optional(),
  }),
  DeleteMessage: z.object({ ...queue, ...receipt }),
  DeleteMessageBatch: batchOf(receipt),
  ChangeMessageVisibility: z.object({ ...queue, ...receipt, VisibilityTimeout: whole }),
  ChangeMessageVisibilityBatch: batchOf({ ...receipt, VisibilityTimeout: whole.optional() }),
  StartMessageMoveTask: z.object({
    SourceArn: text,
    DestinationArn: text.optional(),
    MaxNumberOfMessagesPerSecond: whole.optional(),
  }),
  ListMessageMoveTasks: z.object({ SourceArn: text, MaxResults: whole.optional() }),
  CancelMessageMoveTask: z.object({ TaskHandle: text }),
} as const;

export type OperationName = keyof typeof requestSchemas;
export type RequestOf<Name extends OperationName> = z.output<(typeof requestSchemas)[Name]>;
export type AttributeValueInput = z.output<typeof attributeValue>;
export type MessageInput = Omit<RequestOf<'SendMessage'>, 'QueueUrl'>;
