import {
  CrmRateLimitedError,
  CrmRejectedError,
  CrmUnauthorizedError,
  CrmUnavailableError,
  CrmUnusableAnswerError,
  isCrmError,
} from '../../../lambdas/modules/crm-sync/crm-errors';
import { client, CrmProbe } from '../../local/crm/crm-probe';
import { clientOf, rejection, requestOf, saidBy } from './client-fixture';
import { answerJson, startScriptedServer } from './scripted-server';

describe('a CRM that fails', () => {
  const crm = new CrmProbe();

  beforeEach(() => crm.start());
  afterEach(() => crm.server.close());

  const failure = async (fault: object, options = {}): Promise<unknown> => {
    await crm.setFault(fault);
    return rejection(clientOf(crm.server, options).putActivity(requestOf()));
  };
  const requests = () => crm.server.stats().requests;

  it.each([
    [500, CrmUnavailableError],
    [503, CrmUnavailableError],
    [408, CrmUnavailableError],
    [409, CrmUnavailableError],
    [425, CrmUnavailableError],
    [429, CrmRateLimitedError],
    [401, CrmUnauthorizedError],
    [403, CrmUnauthorizedError],
    [400, CrmRejectedError],
    [404, CrmRejectedError],
    [422, CrmRejectedError],
    [302, CrmUnusableAnswerError],
    [308, CrmUnusableAnswerError],
  ])('with %d for an activity makes an error that tells which it is', async (status, type) => {
    const error = await failure({ status, on: 'activities' });

    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ name: type.name, status });
    expect(String(error)).toContain(`PUT /activities/call-1: ${status}. `);
  });

  it.each([
    [500, CrmUnavailableError],
    [429, CrmRateLimitedError],
    [400, CrmUnauthorizedError],
    [401, CrmUnauthorizedError],
    [404, CrmUnauthorizedError],
    [307, CrmUnusableAnswerError],
  ])('with %d for a token makes an error that does not blame the activity', async (status, type) => {
    const error = await failure({ status, on: 'token' });

    expect(error).toBeInstanceOf(type);
    expect(String(error)).toContain(`POST /oauth/token: ${status}. `);
    expect(requests()['PUT /activities/{id}']).toBeUndefined();
  });

  it.each([429, 503])('with %d may say how long to wait', async (status) => {
    const error = await failure({ status, retryAfterSeconds: 7 });

    expect(error).toMatchObject({ retryAfterSeconds: 7 });
  });

  it.each(['token', 'activities'])('with garbage for %s is not believed', async (on) => {
    const error = await failure({ kind: 'garbage', on });

    expect(error).toBeInstanceOf(CrmUnusableAnswerError);
    expect(saidBy(error)).not.toContain('proxy');
  });

  it.each(['token', 'activities'])('without an answer for %s is not waited for', async (on) => {
    const error = await failure({ kind: 'hang', on }, { timeoutMs: 50 });

    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(error).toMatchObject({ status: undefined, cause: { name: 'TimeoutError' } });
  });

  it('and whose connection breaks twice is unavailable', async () => {
    const error = await failure({ kind: 'close', on: 'activities' });

    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(requests()['PUT /activities/{id}']).toEqual({ cut: 2 });
  });

  it('and is not there is unavailable', async () => {
    const urls = { url: crm.server.url, tokenUrl: crm.server.tokenUrl };
    await crm.server.close();

    const error = await rejection(clientOf(urls).putActivity(requestOf()));

    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(String(error)).toContain('POST /oauth/token: no answer. ');
  });

  it.each([301, 302, 303, 307, 308])('with the redirect %d is not followed', async (status) => {
    await failure({ status, on: 'activities' });

    expect(requests()['no route']).toBeUndefined();
    expect(requests()['PUT /activities/{id}']).toEqual({ [status]: 1 });
  });

  it.each(['token', 'activities'])('is left when no time remains, while it hangs for %s', async (on) => {
    const deadline = new AbortController();
    await crm.setFault({ kind: 'hang', on });
    const { signal } = deadline;
    const put = rejection(clientOf(crm.server).putActivity(requestOf({ signal })));
    const hung = on === 'token' ? 'POST /oauth/token' : 'PUT /activities/{id}';
    while (requests()[hung]?.['silence'] === undefined) await crm.get('/stats');

    deadline.abort(new Error('no time remains'));

    expect(await put).toMatchObject({ name: 'CrmUnavailableError', cause: { message: 'no time remains' } });
  });

  it('is not called when no time remains', async () => {
    const error = await rejection(
      clientOf(crm.server).putActivity(requestOf({ signal: AbortSignal.abort(new Error('no time')) })),
    );

    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(requests()).toEqual({});
  });

  it.each([
    ['an error', { status: 500 }],
    ['a refusal', { status: 422, on: 'activities' }],
    ['a refused token', { status: 401, on: 'activities' }],
    ['refused credentials', { status: 401, on: 'token' }],
    ['garbage', { kind: 'garbage', on: 'activities' }],
    ['a garbage token', { kind: 'garbage', on: 'token' }],
    ['a broken connection', { kind: 'close', on: 'activities' }],
    ['a broken connection for the token', { kind: 'close', on: 'token' }],
    ['no answer', { kind: 'hang', on: 'activities' }],
    ['no token', { kind: 'hang', on: 'token' }],
    ['a redirect', { status: 307 }],
  ])('with %s leaves no secret, token, key or person in the error', async (_, fault) => {
    const sent: string[] = [];
    const original = globalThis.fetch;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      sent.push(new Headers(init?.headers).get('authorization') ?? '');
      return original(input, init);
    });

    const error = await failure(fault, { timeoutMs: 50 });
    spy.mockRestore();

    const secrets = sent.flatMap((value) => value.split(' ').slice(1)).filter((value) => value !== '');
    expect(isCrmError(error)).toBe(true);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of [...secrets, client.clientSecret, 'c-secret-of-a-person', 'genesys/e-1']) {
      expect(saidBy(error)).not.toContain(secret);
    }
  });
});

describe('an answer that no CRM gives', () => {
  const token = { access_token: 't-1', token_type: 'Bearer', expires_in: 60 };

  it.each([
    ['no id', {}],
    ['the id of another activity', { id: 'call-2' }],
    ['a list', []],
    ['null', null],
  ])('with %s is not taken for a success', async (_, body) => {
    const server = await startScriptedServer((request, response) =>
      answerJson(response, request.method === 'POST' ? token : body),
    );

    const error = await rejection(clientOf(server).putActivity(requestOf()));

    await server.close();
    expect(error).toBeInstanceOf(CrmUnusableAnswerError);
  });

  it.each([202, 204, 206])('with %d is not taken for a success', async (status) => {
    const server = await startScriptedServer((request, response) => {
      if (request.method === 'POST') return answerJson(response, token);
      response.writeHead(status).end(status === 204 ? undefined : JSON.stringify({ id: 'call-1' }));
    });

    const error = await rejection(clientOf(server).putActivity(requestOf()));

    await server.close();
    expect(error).toMatchObject({ name: 'CrmUnusableAnswerError', status });
  });

  it.each([
    ['without a token', { ...token, access_token: undefined }],
    ['with an empty token', { ...token, access_token: '' }],
    ['with a token that does not fit into a header', { ...token, access_token: 'top\nsecret' }],
    ['of another type', { ...token, token_type: 'mac' }],
    ['of no type', { ...token, token_type: undefined }],
    ['with a lifetime in words', { ...token, expires_in: 'long' }],
    ['with a lifetime below zero', { ...token, expires_in: -1 }],
  ])('to a request for a token, %s, is refused without quoting it', async (_, body) => {
    const server = await startScriptedServer((_request, response) => answerJson(response, body));

    const error = await rejection(clientOf(server).putActivity(requestOf()));

    await server.close();
    expect(error).toBeInstanceOf(CrmUnusableAnswerError);
    expect(saidBy(error)).not.toMatch(/secret|t-1/);
    expect(server.requests).toEqual(['POST /token']);
  });

  it.each([
    ['type in lower case', { ...token, token_type: 'bearer' }],
    ['lifetime as text', { ...token, expires_in: '60' }],
    ['lifetime left out', { ...token, expires_in: undefined }],
    ['scope beside it', { ...token, scope: 'all' }],
  ])('but some do, with the %s, is taken and its token kept', async (_, body) => {
    const server = await startScriptedServer((request, response) =>
      answerJson(response, request.method === 'POST' ? body : { id: 'call-1' }),
    );

    const client = clientOf(server);
    const results = [await client.putActivity(requestOf()), await client.putActivity(requestOf())];

    await server.close();
    expect(results).toEqual([{ created: false }, { created: false }]);
    expect(server.requests).toEqual(['POST /token', 'PUT /activities/call-1', 'PUT /activities/call-1']);
  });

  it('because it has no end is given up', async () => {
    const server = await startScriptedServer((request, response) => {
      if (request.method === 'POST') return answerJson(response, token);
      response.writeHead(200);
      response.write('{"id":');
    });

    const error = await rejection(clientOf(server, { timeoutMs: 50 }).putActivity(requestOf()));

    await server.close();
    expect(error).toMatchObject({ name: 'CrmUnavailableError', cause: { name: 'TimeoutError' } });
  });

  it('because it is longer than any CRM would write is not read to its end', async () => {
    const server = await startScriptedServer((request, response) => {
      if (request.method === 'POST') return answerJson(response, token);
      answerJson(response, { id: 'call-1', padding: 'x'.repeat(100_000) });
    });

    const error = await rejection(clientOf(server).putActivity(requestOf()));

    await server.close();
    expect(error).toBeInstanceOf(CrmUnusableAnswerError);
  });
});
