import { ConfigurationError, EnvironmentReader } from '../../lambdas/core/environment-reader';
import { readPayloadSettings } from '../../lambdas/core/payload-settings';

const read = (changes: Record<string, string> = {}) => {
  const reader = new EnvironmentReader({
    PAYLOAD_BUCKET: 'payloads',
    INLINE_BYTES: '65536',
    CLAIM_CHECK_BYTES: '655360',
    ...changes,
  });
  const settings = readPayloadSettings(reader);
  return reader.finish(() => settings);
};

const problemsOf = (changes: Record<string, string>): readonly string[] => {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

describe('what is too large for a message', () => {
  it('is read with the bucket for it', () => {
    expect(read()).toEqual({
      payloadBucket: 'payloads',
      payloadLimits: { inlineBytes: 65_536, claimCheckBytes: 655_360 },
    });
  });

  it.each([
    ['a single byte inline', { INLINE_BYTES: '1' }],
    ['everything in the queue that fits there', { INLINE_BYTES: '1040384', CLAIM_CHECK_BYTES: '1040384' }],
    [
      'the least that an envelope without data may need',
      { INLINE_BYTES: '32768', CLAIM_CHECK_BYTES: '32768' },
    ],
  ])('can be %s', (_, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no bucket', { PAYLOAD_BUCKET: '' }, 'PAYLOAD_BUCKET is not set.'],
    [
      'nothing inline',
      { INLINE_BYTES: '0' },
      'INLINE_BYTES is "0". It must be a whole number from 1 to 1040384',
    ],
    [
      'too little for an envelope',
      { CLAIM_CHECK_BYTES: '32767' },
      'CLAIM_CHECK_BYTES is "32767". It must be',
    ],
    ['more than SQS takes', { CLAIM_CHECK_BYTES: '1040385' }, 'CLAIM_CHECK_BYTES is "1040385". It must be'],
    [
      'an inline limit above the other',
      { INLINE_BYTES: '65537', CLAIM_CHECK_BYTES: '65536' },
      'INLINE_BYTES is 65537. It must not be more than CLAIM_CHECK_BYTES, 65536; lower it.',
    ],
  ])('cannot be %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toContainEqual(expect.stringContaining(problem));
  });
});
