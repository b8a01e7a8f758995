import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { InvocationOutcome } from '../lambda/invocation';

const batchResponse = z.nullable(
  z.object({
    batchItemFailures: z.nullish(z.array(z.object({ itemIdentifier: z.string().min(1) }))),
  }),
);

/** Which messages of a batch may be deleted, and why the others may not. */
export type BatchResult =
  | { readonly status: 'confirmed'; readonly messages: readonly Message[] }
  /** The function named the ones that failed. */
  | {
      readonly status: 'partly-confirmed';
      readonly messages: readonly Message[];
      readonly failed: readonly Message[];
    }
  /** No message may be deleted. */
  | { readonly status: 'rejected'; readonly reason: 'invocation' | 'malformed-response' };

/**
 * Reads a function's answer as Lambda does. With `reportsItemFailures`, no answer, `{}` and an empty or
 * absent list confirm all; an answer of another shape, and an identifier that is empty or that the batch
 * does not have, confirm none. Without it every answer confirms all. A failed invocation confirms none.
 *
 * Source: Lambda developer guide, "Implementing partial batch responses", success and failure conditions.
 */
export const confirmedMessages = (
  batch: readonly Message[],
  outcome: InvocationOutcome,
  reportsItemFailures: boolean,
): BatchResult => {
  if (outcome.status !== 'succeeded') return { status: 'rejected', reason: 'invocation' };
  if (!reportsItemFailures) return { status: 'confirmed', messages: batch };
  const parsed = batchResponse.safeParse(outcome.payload);
  if (!parsed.success) return { status: 'rejected', reason: 'malformed-response' };
  const failedIds = new Set(parsed.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const failed = batch.filter(({ MessageId = '' }) => failedIds.has(MessageId));
  if (failed.length !== failedIds.size) return { status: 'rejected', reason: 'malformed-response' };
  if (failed.length === 0) return { status: 'confirmed', messages: batch };
  return {
    status: 'partly-confirmed',
    messages: batch.filter((message) => !failed.includes(message)),
    failed,
  };
};
