import { checkBatch, runBatch } from './batch';
import { SqsError, invalidValue, missingParameter } from './errors';
import {
  checkFifoParameters,
  contentDigests,
  maxMessageBytes,
  inputBytes,
  parseMessage,
} from './message-content';
import type { Queue } from './queue';
import { checkReceipt } from './receipt-outcome';
import { receivedMessage } from './received-message';
import type { MessageInput, RequestOf } from './requests';

/** The operations on the messages of one queue, in the shapes of the AWS API. */

const maxVisibilitySeconds = 43_200;
const maxWaitSeconds = 20;
const maxReceivedMessages = 10;

type Entries<Name extends 'SendMessageBatch' | 'DeleteMessageBatch' | 'ChangeMessageVisibilityBatch'> =
  RequestOf<Name>['Entries'];

export function sendMessage(queue: Queue, message: MessageInput) {
  checkFifoParameters(message, queue.settings);
  return send(queue, message);
}

export function sendMessageBatch(queue: Queue, entries: Entries<'SendMessageBatch'>) {
  checkBatch(entries, 'SendMessageBatchRequestEntry');
  checkBatchSize(entries);
  for (const entry of entries) checkFifoParameters(entry, queue.settings);
  return runBatch(entries, (entry) => send(queue, entry));
}

/** A FIFO message without a group or an id is a fault of the whole request and checked before. */
function send(queue: Queue, message: MessageInput) {
  const { content, delaySeconds } = parseMessage(message, queue.settings);
  const { messageId, sequenceNumber } = queue.send(content, delaySeconds);
  return { MessageId: messageId, ...contentDigests(content), SequenceNumber: sequenceNumber };
}

function checkBatchSize(entries: Entries<'SendMessageBatch'>): void {
  const bytes = entries.reduce((total, entry) => total + inputBytes(entry), 0);
  if (bytes <= maxMessageBytes) return;
  const message = `Batch requests cannot be longer than ${maxMessageBytes} bytes. You have sent ${bytes} bytes.`;
  throw new SqsError('BatchRequestTooLong', message);
}

export async function receiveMessage(
  queue: Queue,
  request: RequestOf<'ReceiveMessage'>,
  signal?: AbortSignal,
) {
  const { MaxNumberOfMessages: maxMessages = 1, MessageAttributeNames: attributeNames = [] } = request;
  const visibilityTimeoutSeconds = request.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds;
  const waitSeconds = request.WaitTimeSeconds ?? queue.settings.waitTimeSeconds;
  checkRange('MaxNumberOfMessages', maxMessages, [1, maxReceivedMessages]);
  checkRange('VisibilityTimeout', visibilityTimeoutSeconds, [0, maxVisibilitySeconds]);
  checkRange('WaitTimeSeconds', waitSeconds, [0, maxWaitSeconds]);
  const wish = { maxMessages, visibilityTimeoutSeconds };
  const deliveries = await queue.receive(wish, { waitMs: waitSeconds * 1000, signal });
  if (deliveries.length === 0) return {};
  const { MessageSystemAttributeNames = [], AttributeNames = [] } = request;
  const systemAttributeNames = [...MessageSystemAttributeNames, ...AttributeNames];
  const view = { attributeNames, systemAttributeNames };
  return { Messages: deliveries.map((delivery) => receivedMessage(delivery, view)) };
}

export function deleteMessage(queue: Queue, handle: string): void {
  checkReceipt(queue.delete(handle), { handle, mayBeGone: true, isBatch: false });
}

export function deleteMessageBatch(queue: Queue, entries: Entries<'DeleteMessageBatch'>) {
  checkBatch(entries, 'DeleteMessageBatchRequestEntry');
  return runBatch(entries, ({ ReceiptHandle: handle }) => {
    checkReceipt(queue.delete(handle), { handle, mayBeGone: true, isBatch: true });
    return {};
  });
}

interface VisibilityChange {
  readonly handle: string;
  readonly visibilityTimeoutSeconds: number;
  readonly isBatch: boolean;
}

export function changeVisibility(queue: Queue, change: VisibilityChange): void {
  const { handle, visibilityTimeoutSeconds } = change;
  checkRange('VisibilityTimeout', visibilityTimeoutSeconds, [0, maxVisibilitySeconds]);
  checkReceipt(queue.changeVisibility(handle, visibilityTimeoutSeconds), { ...change, mayBeGone: false });
}

export function changeVisibilityBatch(queue: Queue, entries: Entries<'ChangeMessageVisibilityBatch'>) {
  checkBatch(entries, 'ChangeMessageVisibilityBatchRequestEntry');
  return runBatch(entries, ({ ReceiptHandle: handle, VisibilityTimeout }) => {
    if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
    changeVisibility(queue, { handle, visibilityTimeoutSeconds: VisibilityTimeout, isBatch: true });
    return {};
  });
}

function checkRange(parameter: string, value: number, [lowest, highest]: readonly [number, number]): void {
  if (value >= lowest && value <= highest) return;
  throw invalidValue(parameter, value, `Must be between ${lowest} and ${highest}, if provided.`);
}
