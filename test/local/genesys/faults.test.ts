import { GenesysProbe } from './genesys-probe';

const path = '/api/v2/users/u-1';

describe('the faults of the local Genesys Cloud', () => {
  const genesys = new GenesysProbe();

  beforeEach(() => genesys.start({ records: { [path]: { id: 'u-1', name: 'Ada' } } }));
  afterEach(() => genesys.server.close());

  it('strike tokens or records, as often as they are told to', async () => {
    const token = await genesys.token();
    await genesys.put('/faults', { status: 503, retryAfterSeconds: 7, times: 1, on: 'records' });
    const [untouched, struck, after] = [
      await genesys.askToken(),
      await genesys.get(path, token),
      await genesys.get(path, token),
    ];

    expect([untouched.status, struck.status, after.status]).toEqual([200, 503, 200]);
    expect(struck.headers.get('retry-after')).toBe('7');
  });

  it('are refused for what is not there', async () => {
    const answer = await genesys.put('/faults', { status: 500, on: 'activities' });

    expect(answer.status).toBe(422);
    await expect(answer.json()).resolves.toMatchObject({ problems: ['on: must be token or records'] });
  });

  it('cut an answer in the middle of its body', async () => {
    const token = await genesys.token();
    await genesys.put('/faults', { kind: 'half', times: 1 });

    const answer = await genesys.get(path, token);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('25');
    await expect(answer.text()).rejects.toThrow('terminated');
    await expect((await genesys.get(path, token)).json()).resolves.toEqual({ id: 'u-1', name: 'Ada' });
  });

  it('leave it to be seen how many requests there were at once, and how each ended', async () => {
    const token = await genesys.token();
    await genesys.put('/faults', { delayMs: 1000, times: 3 });
    const slow = [path, path, '/api/v2/users/u-2'].map((one) => genesys.get(one, token));
    while ((await (await genesys.get('/faults')).text()) !== '{"fault":null}');
    genesys.clock.advance(1000);
    await Promise.all(slow);

    await genesys.get(path, token);

    expect(genesys.server.stats()).toMatchObject({
      mostAtOnce: 3,
      rateLimited: 0,
      requests: {
        'POST /oauth/token': { 200: 1 },
        [`GET ${path}`]: { 200: 3 },
        'GET /api/v2/users/u-2': { 404: 1 },
      },
    });
  });
});
