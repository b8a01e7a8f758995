import type { SigningSecrets } from '../../lambdas/core/signature';
import { headersOf } from '../sign';
import { agentLogin, ingestFixture, request, secret, signedEvent, statusOf } from './ingest-fixture';

const goodSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const badSecret = 'whsec_this is no base64, ever';

const standardWebhooks = (secrets: SigningSecrets) => {
  const ingest = ingestFixture({ sources: [{ name: 'genesys', scheme: 'standard-webhooks' }] });
  ingest.secrets = secrets;
  return ingest;
};

const delivered = (key = goodSecret): Record<string, unknown> => {
  const body = JSON.stringify(agentLogin);
  const headers = headersOf['standard-webhooks'](body, key, Date.UTC(2023, 9, 27, 14, 30, 1));
  return request(body, { headers: { 'content-type': 'application/json', ...headers } });
};

describe('a secret that cannot be a key', () => {
  it.each(['', 'whsec_', badSecret, ` ${goodSecret}`, `${goodSecret}\n`])(
    'is our fault: 503, with its kind in the log and nothing of it: %j',
    async (current) => {
      const ingest = standardWebhooks({ current });

      expect(statusOf(await ingest.handler(delivered()))).toEqual([503, 'UNAVAILABLE']);

      expect(ingest.log.lines).toEqual([
        {
          level: 'error',
          code: 'INGEST_UNAVAILABLE',
          fields: { source: 'genesys', step: 'secrets', errorName: 'UnusableSecretError' },
        },
      ]);
      expect(ingest.metrics.counts).toEqual({ IngestUnavailable: 1, SecretUnavailable: 1 });
      expect(ingest.claims.calls.claim).toBe(0);
    },
  );

  it('is our fault where an empty one would let anybody sign', async () => {
    const ingest = ingestFixture();
    ingest.secrets = { current: '' };
    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([503, 'UNAVAILABLE']);
  });

  it('is passed over when it is only the previous or the pending one', async () => {
    const ingest = standardWebhooks({ current: goodSecret, previous: badSecret, pending: '' });
    expect(statusOf(await ingest.handler(delivered()))).toEqual([200, 'accepted']);
  });

  it('is fetched anew at once, so that mending it takes no quarter of an hour', async () => {
    const ingest = standardWebhooks({ current: badSecret });
    await ingest.handler(delivered());
    ingest.secrets = { current: goodSecret };
    ingest.clock.nowMs += 30_000;
    expect(statusOf(await ingest.handler(delivered()))).toEqual([200, 'accepted']);
  });
});

describe('the secret that matched', () => {
  it.each([
    ['current', { current: secret, previous: 'old', pending: 'new' }, 'SignatureMatchedCurrent'],
    ['previous', { current: 'one', previous: secret, pending: 'new' }, 'SignatureMatchedPrevious'],
    ['pending', { current: 'one', previous: 'old', pending: secret }, 'SignatureMatchedPending'],
  ])('is counted: the %s one', async (_, secrets, metric) => {
    const ingest = ingestFixture();
    ingest.secrets = secrets;
    await ingest.handler(signedEvent());
    expect(ingest.metrics.counts).toEqual({ EventAccepted: 1, [metric]: 1 });
  });
});
