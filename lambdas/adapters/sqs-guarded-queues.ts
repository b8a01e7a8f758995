import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { GuardedModule } from '../contract/guarded-module';
import type { ModuleQueues } from '../guard/ports';

const countsOfMessages = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** The modules' queues as the guard uses them: as Lambda's event source mapping would, one message at a time. */
export class SqsGuardedQueues implements ModuleQueues {
  readonly #client: SQSClient;

  constructor(client: SQSClient) {
    this.#client = client;
  }

  /** One call, which does not wait for a message. */
  async receive({
    queueUrl,
    queueArn,
  }: Pick<GuardedModule, 'queueUrl' | 'queueArn'>): Promise<SQSRecord | undefined> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages: [message] = [] } = await this.#client.send(command);
    return message && sqsRecord(message, queueArn);
  }

  async confirm(queueUrl: string, receiptHandle: string): Promise<void> {
    await this.#client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
  }

  /** As far as the queue knows: its counts lag behind. */
  async hasMessages(queueUrl: string): Promise<boolean> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [...countsOfMessages],
    });
    const { Attributes = {} } = await this.#client.send(command);
    return countsOfMessages.some((name) => Number(Attributes[name]) > 0);
  }
}

/** Source: Lambda developer guide, the record of an SQS event. */
const sqsRecord = (message: Message, queueArn: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
    ...message.Attributes,
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, messageAttribute(value)]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  ...(message.MD5OfMessageAttributes !== undefined && {
    md5OfMessageAttributes: message.MD5OfMessageAttributes,
  }),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: regionOf(queueArn),
});

const messageAttribute = ({
  DataType,
  StringValue,
  BinaryValue,
}: MessageAttributeValue): SQSMessageAttribute => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType ?? 'String',
});

/** `arn:aws:sqs:<region>:<account>:<name>` */
const regionOf = (queueArn: string): string => queueArn.split(':')[3] ?? '';
