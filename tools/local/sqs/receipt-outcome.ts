import { assertNever } from '../../../lambdas/core/assert-never';
import { SqsError, invalidValue } from './errors';

/** What became of a request that names a receipt handle. */
export type ReceiptOutcome =
  'done' | 'invalid-handle' | 'expired' | 'gone' | 'not-in-flight' | 'beyond-maximum';

export interface ReceiptRequest {
  readonly handle: string;
  /** Asked for by a visibility change. */
  readonly visibilityTimeoutSeconds?: number;
  /** Deleting what is gone already succeeds; changing its visibility does not. */
  readonly mayBeGone: boolean;
  /** SQS names an expired handle otherwise in a batch. */
  readonly isBatch: boolean;
}

/** Throws what SQS answers, unless the request succeeded. */
export function checkReceipt(outcome: ReceiptOutcome, request: ReceiptRequest): void {
  const { handle, mayBeGone, visibilityTimeoutSeconds } = request;
  switch (outcome) {
    case 'done':
      return;
    case 'invalid-handle':
      throw new SqsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${handle}" is not valid for this queue.`,
      );
    case 'expired':
      throw expired(request);
    case 'gone':
      if (mayBeGone) return;
      throw invalidValue(
        'ReceiptHandle',
        handle,
        'Message does not exist or is not available for visibility timeout change.',
      );
    case 'not-in-flight':
      throw new SqsError('MessageNotInflight', "The specified message isn't in flight.");
    case 'beyond-maximum':
      throw invalidValue(
        'VisibilityTimeout',
        visibilityTimeoutSeconds ?? '',
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      );
    default:
      assertNever(outcome);
  }
}

function expired({ handle, isBatch }: ReceiptRequest): SqsError {
  return isBatch
    ? new SqsError('ReceiptHandleIsInvalid', 'The receipt handle has expired')
    : invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
}
