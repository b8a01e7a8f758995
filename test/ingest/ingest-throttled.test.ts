import { audit, ingestFixture, presence, request, signedEvent, statusOf } from './ingest-fixture';

describe('a service of ours that throttles', () => {
  const throttled = (name: string): Error => Object.assign(new Error('Slow down.'), { name });

  it.each(['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'])(
    'is counted apart when it is the table (%s)',
    async (name) => {
      const ingest = ingestFixture({ claims: { claim: () => Promise.reject(throttled(name)) } });
      const response = await ingest.handler(signedEvent());
      expect(statusOf(response)).toEqual([503, 'UNAVAILABLE']);
      expect(ingest.metrics.counts).toEqual({
        SignatureMatchedCurrent: 1,
        IngestUnavailable: 1,
        ClaimThrottled: 1,
      });
    },
  );

  it.each(['RequestThrottled', 'KmsThrottled', 'KMS.ThrottlingException'])(
    'is counted once when it is the queues, however many of them (%s)',
    async (name) => {
      const ingest = ingestFixture({ manifests: [presence, audit] });
      for (const module of ['presence', 'audit']) ingest.queues.failing.add(module);
      ingest.queues.refusal = () => throttled(name);
      await ingest.handler(signedEvent());
      expect(ingest.metrics.counts).toMatchObject({ IngestUnavailable: 1, SendThrottled: 1 });
    },
  );

  it('is counted when it is the quarantine', async () => {
    const ingest = ingestFixture();
    ingest.queues.failing.add('quarantine');
    ingest.queues.refusal = () => Object.assign(new Error(), { $metadata: { httpStatusCode: 429 } });
    await ingest.handler(request('{"id":'));
    expect(ingest.metrics.counts).toMatchObject({ IngestUnavailable: 1, SendThrottled: 1 });
  });

  it.each([throttled('InternalServerError'), throttled('TimeoutError'), 'ThrottlingException', undefined])(
    'is not what failed when the table throws %p',
    async (thrown) => {
      const ingest = ingestFixture({ claims: { claim: () => Promise.reject(thrown) } });
      await ingest.handler(signedEvent());
      expect(ingest.metrics.counts).toEqual({ SignatureMatchedCurrent: 1, IngestUnavailable: 1 });
    },
  );
});
