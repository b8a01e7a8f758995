import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { GuardedModule } from '../contract/guarded-module';
import { type Probe, probeField } from '../contract/probe';
import { assertNever } from '../core/assert-never';
import type { GuardRun } from './guard-run';

/** Kept from the time that a processor may take, for what the guard has to do afterwards. */
const afterInvocationMs = 10_000;

/**
 * What became of a message that a processor tried.
 *
 * - `confirmed`: it is done, and deleted
 * - `not-confirmed`: it will come again
 * - `not-tried`: so it will, and the processor has not seen it
 * - `crashed`: so it will; the processor died with it
 * - `unanswered`: nobody knows; the processor may still be at it
 */
export type TriedMessage = 'confirmed' | 'not-confirmed' | 'not-tried' | 'crashed' | 'unanswered';

export interface MessageTrial {
  readonly guarded: GuardedModule;
  readonly record: SQSRecord;
  readonly probe: Probe;
}

/** Has a module's processor process one message as the probe, and deletes it when the processor confirms it. */
export const tryMessage = async (
  { deps, steps, remainingMs }: GuardRun,
  { guarded, record, probe }: MessageTrial,
): Promise<TriedMessage> => {
  const { module, functionName, queueUrl } = guarded;
  const event = { Records: [record], [probeField]: probe } as const;
  const waitMs = Math.max(1000, remainingMs() - afterInvocationMs);
  const invocation = await deps.functions.invoke(functionName, event, waitMs);
  switch (invocation.kind) {
    case 'answered': {
      if (!isConfirmed(invocation.answer)) return 'not-confirmed';
      // If this fails, the message comes again, and its processor recognises it.
      await steps.attempt({ step: 'confirm', module }, () =>
        deps.queues.confirm(queueUrl, record.receiptHandle),
      );
      return 'confirmed';
    }
    case 'crashed':
      return 'crashed';
    case 'refused':
    case 'unanswered': {
      steps.fail({ step: 'invoke', module, errorName: invocation.errorName });
      return invocation.kind === 'refused' ? 'not-tried' : 'unanswered';
    }
    default:
      return assertNever(invocation);
  }
};

const answerSchema = z.nullable(z.object({ batchItemFailures: z.nullish(z.array(z.unknown())) }));

/**
 * As Lambda reads an answer: none, `{}` and an empty list confirm the message; a list that names anything, and
 * whatever is no such answer, do not.
 */
const isConfirmed = (answer: unknown): boolean => {
  const parsed = answerSchema.safeParse(answer ?? null);
  return parsed.success && (parsed.data?.batchItemFailures ?? []).length === 0;
};
