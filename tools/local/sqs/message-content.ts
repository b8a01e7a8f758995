import { createHash } from 'node:crypto';
import { SqsError, invalidValue, missingParameter } from './errors';
import { isLegalText } from './legal-text';
import type { MessageContent } from './message';
import { attributeBytes, attributesMd5, parseAttributes } from './message-attributes';
import type { QueueSettings } from './queue-attributes';
import type { MessageInput } from './requests';

/** Body and attributes of one message; a batch may hold as much in all. Source: SQS quotas. */
export const maxMessageBytes = 1_048_576;

const idShape = /^[\x21-\x7e]{1,128}$/;
const wrongQueueType = 'The request include parameter that is not valid for this queue type.';

export interface ParsedMessage {
  readonly content: MessageContent;
  readonly delaySeconds: number | undefined;
}

/** Checks a message against the limits of SQS and of the queue; throws what SQS answers. */
export function parseMessage(input: MessageInput, settings: QueueSettings): ParsedMessage {
  const content: MessageContent = {
    body: checkBody(input.MessageBody),
    attributes: parseAttributes(input.MessageAttributes),
    traceHeader: parseTraceHeader(input.MessageSystemAttributes),
    groupId: checkId('MessageGroupId', input.MessageGroupId),
    deduplicationId: deduplicationId(input, settings),
  };
  if (inputBytes(input) > settings.maximumMessageBytes) {
    throw new SqsError(
      'InvalidParameterValueException',
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageBytes} bytes.`,
    );
  }
  return { content, delaySeconds: checkDelay(input.DelaySeconds, settings) };
}

/** What a FIFO queue needs to order and deduplicate; SQS refuses a whole batch for it. */
export function checkFifoParameters(input: MessageInput, settings: QueueSettings): void {
  if (!settings.isFifo) return;
  if (input.MessageGroupId === undefined) throw missingParameter('MessageGroupId');
  if (input.MessageDeduplicationId === undefined && !settings.deduplicatesContent) {
    throw new SqsError(
      'InvalidParameterValueException',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

/** Size of body and attributes; names, types and values of attributes count. */
export function inputBytes({ MessageBody, MessageAttributes }: MessageInput): number {
  return Buffer.byteLength(MessageBody) + attributeBytes(MessageAttributes);
}

/** The digests that SDKs compare after a send. */
export function contentDigests(content: MessageContent) {
  const { traceHeader } = content;
  const system = new Map(
    traceHeader === undefined ? [] : [['AWSTraceHeader', { dataType: 'String', value: traceHeader }]],
  );
  return {
    MD5OfMessageBody: md5(content.body),
    MD5OfMessageAttributes: attributesMd5(content.attributes),
    MD5OfMessageSystemAttributes: attributesMd5(system),
  };
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function checkBody(body: string): string {
  if (body === '') throw missingParameter('MessageBody');
  if (!isLegalText(body)) {
    throw new SqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
  return body;
}

function checkId(parameter: string, id: string | undefined): string | undefined {
  if (id === undefined || idShape.test(id)) return id;
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(parameter, id, reason);
}

function deduplicationId(input: MessageInput, settings: QueueSettings): string | undefined {
  const given = checkId('MessageDeduplicationId', input.MessageDeduplicationId);
  if (!settings.isFifo && given !== undefined) {
    throw invalidValue('MessageDeduplicationId', given, wrongQueueType);
  }
  if (given !== undefined || !settings.isFifo || !settings.deduplicatesContent) return given;
  return createHash('sha256').update(input.MessageBody).digest('hex');
}

/** Zero is what a FIFO queue accepts of a message's own delay. */
function checkDelay(delaySeconds: number | undefined, { isFifo }: QueueSettings): number | undefined {
  if (delaySeconds === undefined) return undefined;
  if (isFifo && delaySeconds !== 0) throw invalidValue('DelaySeconds', delaySeconds, wrongQueueType);
  if (delaySeconds < 0 || delaySeconds > 900) {
    throw invalidValue('DelaySeconds', delaySeconds, 'DelaySeconds must be >= 0 and <= 900.');
  }
  return isFifo ? undefined : delaySeconds;
}

function parseTraceHeader(inputs: MessageInput['MessageSystemAttributes']): string | undefined {
  for (const name of Object.keys(inputs ?? {})) {
    if (name !== 'AWSTraceHeader') {
      throw new SqsError(
        'InvalidParameterValueException',
        `Message system attribute name '${name}' is invalid: only AWSTraceHeader may be sent.`,
      );
    }
  }
  const header = parseAttributes(inputs).get('AWSTraceHeader');
  if (header === undefined) return undefined;
  if (header.dataType === 'String' && typeof header.value === 'string') return header.value;
  throw new SqsError('InvalidParameterValueException', "The type of AWSTraceHeader must be 'String'.");
}
