import * as z from 'zod';

/** What a receipt handle stands for: one receive of one message from one queue. */
export interface Receipt {
  readonly queueId: string;
  readonly messageId: string;
  /** Which receive of the message in this queue, counted from 1. */
  readonly receive: number;
}

const parts = z.tuple([z.string(), z.string(), z.int().min(1)]);

export function encodeReceipt({ queueId, messageId, receive }: Receipt): string {
  return Buffer.from(JSON.stringify([queueId, messageId, receive])).toString('base64');
}

/** Undefined if the text never was a receipt handle. */
export function decodeReceipt(handle: string): Receipt | undefined {
  const { data } = parts.safeParse(parseJson(Buffer.from(handle, 'base64').toString()));
  return data && { queueId: data[0], messageId: data[1], receive: data[2] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
