import { ingestFixture } from './ingest-fixture';

describe('ingest that is invoked with something else than a request', () => {
  it.each([
    ['nothing', undefined],
    ['a batch of a queue', { Records: [{ body: '{"name":"Jane Doe"}' }] }],
    ['a request without a method', { pathParameters: { source: 'genesys' }, body: 'Jane Doe' }],
  ])('answers %s with 503 and says so, without a word of it', async (_, event) => {
    const ingest = ingestFixture();

    const answer = await ingest.handler(event);

    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ 'retry-after': '5' });
    expect(ingest.log.lines).toEqual([
      { level: 'error', code: 'INGEST_UNAVAILABLE', fields: { step: 'request', errorName: '$ZodError' } },
    ]);
    expect(ingest.metrics.counts).toEqual({ IngestUnavailable: 1 });
    expect(ingest.metrics.flushedDimensions).toEqual([{}]);
  });
});
