import { basic, client, CrmProbe } from './crm-probe';

describe('the token endpoint of the local CRM', () => {
  const crm = new CrmProbe();

  beforeEach(() => crm.start({ tokenLifetimeSeconds: 60 }));
  afterEach(() => crm.server.close());

  it('gives a token for the right credentials, whatever characters they have', async () => {
    const answer = await crm.askToken();

    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await expect(answer.json()).resolves.toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 60,
    });
  });

  it('gives another token each time', async () => {
    expect(await crm.token()).not.toBe(await crm.token());
    expect(crm.server.stats().tokensIssued).toBe(2);
  });

  it.each([
    ['no header', undefined],
    ['another secret', basic({ ...client, clientSecret: 'wrong' })],
    ['another id', basic({ ...client, clientId: 'wrong' })],
    ['a secret that is not form-encoded', `Basic ${btoa('switchboard%3Aeu:100%')}`],
    ['no colon', `Basic ${btoa('switchboard')}`],
    ['another scheme', `Bearer ${btoa('switchboard:x')}`],
  ])('answers 401 invalid_client to %s', async (_, authorization) => {
    const answer = await crm.askToken({ authorization });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="crm"');
    await expect(answer.json()).resolves.toMatchObject({ error: 'invalid_client' });
    expect(crm.server.stats().tokensIssued).toBe(0);
  });

  it.each([
    ['another grant type', { body: 'grant_type=password' }, 'unsupported_grant_type'],
    ['no grant type', { body: 'scope=all' }, 'invalid_request'],
    ['a grant type twice', { body: 'grant_type=client_credentials&grant_type=x' }, 'invalid_request'],
    [
      'the secret in the body too',
      { body: 'grant_type=client_credentials&client_secret=x' },
      'invalid_request',
    ],
    ['a body in JSON', { contentType: 'application/json' }, 'invalid_request'],
  ])('answers 400 to %s', async (_, attempt, error) => {
    const answer = await crm.askToken(attempt);

    expect(answer.status).toBe(400);
    await expect(answer.json()).resolves.toMatchObject({ error });
  });

  it('takes a form that names its charset', async () => {
    const answer = await crm.askToken({ contentType: 'application/x-www-form-urlencoded;charset=UTF-8' });

    expect(answer.status).toBe(200);
  });

  it('says that only POST is there', async () => {
    const answer = await crm.get('/oauth/token');

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });
});
