import type { Delivery, MessageAttribute } from './message';
import { attributesMd5, selectAttributes } from './message-attributes';
import { md5 } from './message-content';

/** What a receiver asked to see of each message. */
export interface ReceiveView {
  readonly attributeNames: readonly string[];
  readonly systemAttributeNames: readonly string[];
}

/** A received message as SQS answers it; without values that are absent. */
export function receivedMessage({ message, receiptHandle, ...receive }: Delivery, view: ReceiveView) {
  const { content } = message;
  const attributes = selectAttributes(content.attributes, view.attributeNames);
  const system = systemAttributes({ message, receiptHandle, ...receive }, view.systemAttributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5(content.body),
    Body: content.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(attributes.size > 0 && {
      MD5OfMessageAttributes: attributesMd5(attributes),
      MessageAttributes: Object.fromEntries([...attributes].map(([name, value]) => [name, shown(value)])),
    }),
  };
}

function systemAttributes(delivery: Delivery, wanted: readonly string[]): Record<string, string> {
  const { message, receiveCount, firstReceivedMs } = delivery;
  const { content } = message;
  const all = {
    SenderId: 'AIDALOCALSENDER',
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceivedMs),
    SequenceNumber: message.sequenceNumber,
    MessageDeduplicationId: content.deduplicationId,
    MessageGroupId: content.groupId,
    AWSTraceHeader: content.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  const shownAttributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) {
    const isWanted = wanted.includes('All') || wanted.includes(name);
    if (value !== undefined && isWanted) shownAttributes[name] = value;
  }
  return shownAttributes;
}

function shown({ dataType, value }: MessageAttribute) {
  return typeof value === 'string'
    ? { DataType: dataType, StringValue: value }
    : { DataType: dataType, BinaryValue: value.toString('base64') };
}
