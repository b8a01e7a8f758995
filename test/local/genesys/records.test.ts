import { GenesysProbe } from './genesys-probe';

const path = '/api/v2/conversations/c-1';
const record = { id: 'c-1', participants: [{ purpose: 'customer' }] };

describe('the records of the local Genesys Cloud', () => {
  const genesys = new GenesysProbe();

  beforeEach(() => genesys.start({ records: { [path]: record } }));
  afterEach(() => genesys.server.close());

  it('are served by their path to who has a token, whatever the query', async () => {
    const answer = await genesys.get(`${path}?expand=all`, await genesys.token());

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    await expect(answer.json()).resolves.toEqual(record);
  });

  it('can be put one by one and as a map, and replace what was there', async () => {
    const token = await genesys.token();
    const put = await genesys.put('/records/api/v2/users/u-1', { id: 'u-1' });
    const putAll = await genesys.put('/records', { [path]: { id: 'new' }, '/api/v2/users/u-2': null });

    expect([put.status, putAll.status]).toEqual([204, 204]);
    await expect((await genesys.get('/records')).json()).resolves.toEqual({
      [path]: { id: 'new' },
      '/api/v2/users/u-1': { id: 'u-1' },
      '/api/v2/users/u-2': null,
    });
    await expect((await genesys.get('/api/v2/users/u-2', token)).json()).resolves.toBeNull();
  });

  it('can be taken away, one and all', async () => {
    const token = await genesys.token();
    await genesys.put('/records/api/v2/users/u-1', { id: 'u-1' });
    await genesys.delete(`/records${path}`);
    const gone = await genesys.get(path, token);
    const left = await genesys.get('/api/v2/users/u-1', token);

    await genesys.delete('/records');

    expect([gone.status, left.status]).toEqual([404, 200]);
    await expect((await genesys.get('/records')).json()).resolves.toEqual({});
  });

  it.each([
    ['a list', [record]],
    ['a path outside of the API', { '/users/u-1': {} }],
  ])('are not taken from %s', async (_, records) => {
    const answer = await genesys.put('/records', records);

    expect(answer.status).toBe(422);
    await expect(answer.json()).resolves.toMatchObject({ title: 'No such records' });
    await expect((await genesys.get('/records')).json()).resolves.toEqual({ [path]: record });
  });

  it('may be of 1 MiB and more', async () => {
    const data = 'x'.repeat(2 * 1024 * 1024);
    await genesys.put(`/records${path}`, { data });

    await expect((await genesys.get(path, await genesys.token())).json()).resolves.toEqual({ data });
  });

  it.each(['/api/v2/conversations/c-2', '/api/v2/constructor', '/api/v2/__proto__'])(
    'answer 404 in the platform’s words at %s, where there is none',
    async (unknown) => {
      const answer = await genesys.get(unknown, await genesys.token());

      expect(answer.status).toBe(404);
      await expect(answer.json()).resolves.toEqual({
        message: 'The requested resource was not found.',
        code: 'not.found',
        status: 404,
        messageParams: {},
        contextId: answer.headers.get('inin-correlation-id'),
        details: [],
        errors: [],
      });
    },
  );

  it.each([
    ['no token', '', 'authentication.required'],
    ['a token that was never issued', 'made-up', 'bad.credentials'],
  ])('answer 401 to %s', async (_, token, code) => {
    const answer = await genesys.get(path, token);

    expect(answer.status).toBe(401);
    expect(answer.headers.get('inin-ratelimit-count')).toBeNull();
    await expect(answer.json()).resolves.toMatchObject({ code, status: 401 });
  });

  it('answer 403 below a path that the client may not read, and nowhere else', async () => {
    const token = await genesys.token();
    await genesys.put('/records/api/v2/users/u-1', { id: 'u-1' });
    await genesys.put('/permissions', { deny: ['/api/v2/conversations/'] });

    const denied = await genesys.get(path, token);
    const missing = await genesys.get('/api/v2/conversations/c-2', token);
    const allowed = await genesys.get('/api/v2/users/u-1', token);
    await genesys.put('/permissions', { deny: [] });
    const again = await genesys.get(path, token);

    expect([denied, missing, allowed, again].map(({ status }) => status)).toEqual([403, 403, 200, 200]);
    await expect(denied.json()).resolves.toMatchObject({ code: 'missing.permissions', status: 403 });
  });

  it('refuse permissions of another shape', async () => {
    expect((await genesys.put('/permissions', { deny: 'all' })).status).toBe(422);
  });
});
