import { CrmProbe } from '../../local/crm/crm-probe';
import { clientOf, crmActivity, environmentOf, requestOf } from './client-fixture';
import { createCrmClient } from '../../../lambdas/modules/crm-sync/crm-client';
import { ConfigurationError } from '../../../lambdas/core/environment-reader';

describe('the CRM client', () => {
  const crm = new CrmProbe();

  beforeEach(() => crm.start());
  afterEach(() => crm.server.close());

  const puts = () => crm.server.stats().requests['PUT /activities/{id}'];

  it('creates an activity with its key, and says that it did', async () => {
    const result = await clientOf(crm.server).putActivity(requestOf());

    expect(result).toEqual({ created: true });
    expect(crm.server.activities).toMatchObject([
      { id: 'call-1', revision: 1, idempotencyKey: 'crm-sync/genesys/e-1', activity: crmActivity },
    ]);
  });

  it('says that it replaced an activity', async () => {
    const client = clientOf(crm.server);
    await client.putActivity(requestOf());

    const result = await client.putActivity(requestOf({ idempotencyKey: 'crm-sync/genesys/e-2' }));

    expect(result).toEqual({ created: false });
  });

  it('has the activity written once however often it sends it with the same key', async () => {
    const client = clientOf(crm.server);

    await client.putActivity(requestOf());
    await client.putActivity(requestOf());

    expect(crm.server.activities).toMatchObject([{ revision: 1 }]);
  });

  it('fetches nothing before the first activity', () => {
    const readSecret = jest.fn(async () => '');

    clientOf(crm.server, { readSecret });

    expect(readSecret).not.toHaveBeenCalled();
    expect(crm.server.stats().requests).toEqual({});
  });

  it('asks for one token for 200 activities at once', async () => {
    const client = clientOf(crm.server);
    const ids = Array.from({ length: 200 }, (_, index) => `call-${index}`);

    await Promise.all(ids.map((id) => client.putActivity(requestOf({ id, idempotencyKey: id }))));

    expect(crm.server.stats().requests).toEqual({
      'POST /oauth/token': { 200: 1 },
      'PUT /activities/{id}': { 201: 200 },
    });
  });

  it('sends an activity again at once when its connection breaks', async () => {
    const client = clientOf(crm.server);
    await crm.setFault({ kind: 'close', times: 1, on: 'activities' });

    await client.putActivity(requestOf());

    expect(puts()).toEqual({ cut: 1, 201: 1 });
  });

  it('has the activity written once when the answer was lost', async () => {
    const client = clientOf(crm.server);
    await crm.setFault({ kind: 'close', times: 1, afterwards: true, on: 'activities' });

    const result = await client.putActivity(requestOf());

    expect(result).toEqual({ created: false });
    expect(crm.server.activities).toMatchObject([{ revision: 1 }]);
  });

  it('puts activities below a base URL that ends in a slash', async () => {
    const urls = { url: `${crm.server.url}/`, tokenUrl: crm.server.tokenUrl };

    await expect(clientOf(urls).putActivity(requestOf())).resolves.toEqual({ created: true });
  });
});

describe('the environment of the CRM client', () => {
  const right = environmentOf({ url: 'https://crm.example.com/v1', tokenUrl: 'https://login.example.com/' });
  const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
    try {
      createCrmClient(environment);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  };

  it.each([
    ['https', right],
    [
      'http on the loopback address',
      environmentOf({ url: 'http://127.0.0.1:8080', tokenUrl: 'http://localhost:1/t' }),
    ],
  ])('may name %s', (_, environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });

  it('is refused with every variable that is missing', () => {
    expect(problemsOf({})).toEqual([
      'DEPENDENCY_URL_CRM is not set. Set it to a non-empty value.',
      'DEPENDENCY_TOKEN_URL_CRM is not set. Set it to a non-empty value.',
      'DEPENDENCY_SECRET_ID_CRM is not set. Set it to a non-empty value.',
    ]);
  });

  it.each([
    'http://crm.example.com',
    'http://127.0.0.1.example.com',
    'ftp://crm.example.com',
    'crm.example.com',
    'https://user:pa55@crm.example.com',
    'https://crm.example.com?key=pa55',
    'https://crm.example.com#pa55',
    'https://crm .example.com',
  ])('is refused with the URL %s, and does not quote it', (url) => {
    const problems = problemsOf({ ...right, DEPENDENCY_URL_CRM: url });

    expect(problems).toEqual([expect.stringContaining('DEPENDENCY_URL_CRM must be an https URL')]);
    expect(problems.join()).not.toContain('pa55');
  });
});
