import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { ReceivedMessage } from './fifo-queue';

/** Messages as Lambda's SQS event source hands them over. */
export const sqsEventOf = (messages: readonly ReceivedMessage[]): SQSEvent => ({
  Records: messages.map(recordOf),
});

export const recordOf = (message: ReceivedMessage): SQSRecord => {
  const { messageId, receiptHandle, body, encoding, groupId, deduplicationId, sentMs, receiveCount } =
    message;
  return {
    messageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      ApproximateFirstReceiveTimestamp: String(sentMs),
      SenderId: 'sender',
      SentTimestamp: String(sentMs),
      MessageGroupId: groupId,
      MessageDeduplicationId: deduplicationId,
    },
    messageAttributes:
      encoding === undefined ? {} : { encoding: { dataType: 'String', stringValue: encoding } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
};
