import type { HeapEntry } from './removable-heap';

export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, perhaps with a label: `Number.int`. */
  readonly dataType: string;
  readonly value: string | Buffer;
}

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** What a sender gave; it stays the same wherever the message goes. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** AWS X-Ray's header, the only system attribute that a sender may set. */
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Where a message stands: `waiting` messages can be received, if their group is free. */
export type MessageState = 'delayed' | 'waiting' | 'in-flight' | 'gone';

/** A message in one queue. Only `MessageShelf` changes its state. */
export interface StoredMessage {
  readonly messageId: string;
  readonly content: MessageContent;
  /** Place in the queue: grows with every message that the queue takes in. */
  readonly order: number;
  /** FIFO queues only: 20 digits. */
  readonly sequenceNumber: string | undefined;
  readonly sentMs: number;
  /** ARN of the queue whose redrive policy moved the message here. */
  readonly deadLetterSourceArn: string | undefined;
  state: MessageState;
  /** Receives in all queues that the message has been in. */
  receiveCount: number;
  /** Receives in this queue, which its redrive policy counts. */
  receivesHere: number;
  firstReceivedMs: number | undefined;
  lastReceivedMs: number;
  backlogEntry: HeapEntry<StoredMessage> | undefined;
  deadlineEntry: HeapEntry<StoredMessage> | undefined;
  retentionEntry: HeapEntry<StoredMessage> | undefined;
}

/** One receive of a message, as it was at that moment. */
export interface Delivery {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedMs: number;
}

/** A message that enters a queue, with the history that it brings along. */
export type Arrival = Pick<StoredMessage, 'messageId' | 'content' | 'sentMs'> &
  Partial<Pick<StoredMessage, 'deadLetterSourceArn' | 'receiveCount' | 'firstReceivedMs'>>;

interface Place {
  readonly order: number;
  readonly isFifo: boolean;
}

export function storedMessage(arrival: Arrival, { order, isFifo }: Place): StoredMessage {
  return {
    deadLetterSourceArn: undefined,
    receiveCount: 0,
    firstReceivedMs: undefined,
    ...arrival,
    order,
    sequenceNumber: isFifo ? `1886${String(order).padStart(16, '0')}` : undefined,
    state: 'waiting',
    receivesHere: 0,
    lastReceivedMs: 0,
    backlogEntry: undefined,
    deadlineEntry: undefined,
    retentionEntry: undefined,
  };
}
