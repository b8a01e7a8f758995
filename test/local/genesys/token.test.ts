import { basic, client } from '../crm/crm-probe';
import { GenesysProbe } from './genesys-probe';

const path = '/api/v2/users/u-1';

describe('the tokens of the local Genesys Cloud', () => {
  const genesys = new GenesysProbe();

  beforeEach(() => genesys.start({ records: { [path]: {} } }));
  afterEach(() => genesys.server.close());

  it('are given for client credentials, and live for a day', async () => {
    const answer = await genesys.askToken();

    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'bearer',
      expires_in: 86_400,
    });
    expect(genesys.server.stats().tokensIssued).toBe(1);
  });

  it('are good until the moment they expire, and not in that moment', async () => {
    const token = await genesys.token();
    genesys.clock.advance(86_399_999);
    const before = await genesys.get(path, token);
    genesys.clock.advance(1);

    const after = await genesys.get(path, token);

    expect([before.status, after.status]).toEqual([200, 401]);
    await expect(after.json()).resolves.toMatchObject({ code: 'bad.credentials' });
  });

  it('live as long as they are told to from then on', async () => {
    const old = await genesys.token();
    await genesys.put('/tokens', { lifetimeSeconds: 60 });
    const young = await genesys.token();
    genesys.clock.advance(60_000);

    expect((await genesys.get(path, young)).status).toBe(401);
    expect((await genesys.get(path, old)).status).toBe(200);
  });

  it('can all be revoked, and new ones are given after that', async () => {
    const token = await genesys.token();
    await genesys.delete('/tokens');

    expect((await genesys.get(path, token)).status).toBe(401);
    expect((await genesys.get(path, await genesys.token())).status).toBe(200);
  });

  it('do not take a life of no length', async () => {
    expect((await genesys.put('/tokens', { lifetimeSeconds: 0 })).status).toBe(422);
  });

  it.each([
    ['no credentials', { authorization: undefined }, 401, 'invalid_client'],
    ['another secret', { authorization: basic({ ...client, clientSecret: 'x' }) }, 401, 'invalid_client'],
    ['another grant type', { body: 'grant_type=password' }, 400, 'unsupported_grant_type'],
    ['no grant type', { body: 'scope=all' }, 400, 'invalid_request'],
    ['a body in JSON', { contentType: 'application/json', body: '{}' }, 400, 'invalid_request'],
  ])('are not given to a request with %s', async (_, attempt, status, error) => {
    const answer = await genesys.askToken(attempt);

    expect(answer.status).toBe(status);
    await expect(answer.json()).resolves.toEqual({
      error,
      description: expect.any(String),
      error_description: expect.any(String),
    });
    expect(genesys.server.stats().tokensIssued).toBe(0);
  });
});
