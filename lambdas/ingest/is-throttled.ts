import { isRecord } from '../core/is-record';

/** Names that do not say it themselves. Source: what the AWS SDK's retry strategy takes for throttling. */
const throttlingNames: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

/**
 * Whether an error of an AWS service says that there were too many calls. The SDK has tried again by then. SQS tells of
 * a throttled key with names of its own (`KmsThrottled`, `KMS.ThrottlingException`).
 */
export const isThrottled = (error: unknown): boolean => {
  if (!isRecord(error)) return false;
  const name = String(error['name']);
  if (throttlingNames.has(name) || /Thrott(?:l|led|ling)(?:Exception)?$/.test(name)) return true;
  const { $retryable: retryable, $metadata: metadata } = error;
  if (isRecord(retryable) && retryable['throttling'] === true) return true;
  return isRecord(metadata) && metadata['httpStatusCode'] === 429;
};
