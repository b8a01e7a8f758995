import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * Runs a conditional write. A condition that failed is an expected outcome; anything else it rejects with stays
 * an error.
 *
 * @param otherwise what the write comes to when its condition failed, given the item as it stands where the
 *   command asked for it (`ReturnValuesOnConditionCheckFailure`)
 */
export const unlessConditionFails = async <Result>(
  write: () => Promise<Result>,
  otherwise: (item: Record<string, AttributeValue> | undefined) => Result,
): Promise<Result> => {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return otherwise(error.Item);
  }
};
