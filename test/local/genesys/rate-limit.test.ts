import { GenesysProbe } from './genesys-probe';

const path = '/api/v2/users/u-1';

describe('the rate limit of the local Genesys Cloud', () => {
  const genesys = new GenesysProbe();

  beforeEach(() => genesys.start({ records: { [path]: {} } }));
  afterEach(() => genesys.server.close());

  const limitOf = ({ headers }: Response): readonly (string | null)[] =>
    ['count', 'allowed', 'reset'].map((name) => headers.get(`inin-ratelimit-${name}`));

  it('is told with every answer, of 404 as well', async () => {
    const token = await genesys.token();
    const first = await genesys.get(path, token);
    genesys.clock.advance(1500);

    const second = await genesys.get('/api/v2/users/u-2', token);

    expect(limitOf(first)).toEqual(['1', '300', '60']);
    expect(limitOf(second)).toEqual(['2', '300', '59']);
  });

  it('lets 300 requests a minute pass and answers the next one with 429', async () => {
    const token = await genesys.token();
    const statuses = [];
    for (let n = 0; n < 300; n += 1) statuses.push((await genesys.get(path, token)).status);
    genesys.clock.advance(20_000);

    const answer = await genesys.get(path, token);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('40');
    expect(limitOf(answer)).toEqual(['300', '300', '40']);
    await expect(answer.json()).resolves.toMatchObject({
      message: 'Rate limit exceeded the maximum. Retry the request in [40] seconds',
      code: 'too.many.requests',
      status: 429,
    });
    expect(genesys.server.stats().rateLimited).toBe(1);
  });

  it('begins anew when its window has ended, and not a moment before', async () => {
    await genesys.put('/rate-limit', { requests: 1, windowSeconds: 10 });
    const token = await genesys.token();
    const statuses = [(await genesys.get(path, token)).status];
    for (const stepMs of [9999, 1, 1]) {
      genesys.clock.advance(stepMs);
      statuses.push((await genesys.get(path, token)).status);
    }

    expect(statuses).toEqual([200, 429, 200, 429]);
  });

  it('is counted for each token by itself', async () => {
    await genesys.put('/rate-limit', { requests: 1 });
    const [one, other] = [await genesys.token(), await genesys.token()];

    const answers = [await genesys.get(path, one), await genesys.get(path, other)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await (await genesys.get('/rate-limit')).json()).toEqual({ requests: 1, windowSeconds: 60 });
  });

  it('does not take a number of another kind', async () => {
    expect((await genesys.put('/rate-limit', { requests: '1' })).status).toBe(422);
  });
});
