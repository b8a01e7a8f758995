import { CrmProbe } from './crm-probe';

describe('the faults of the local CRM', () => {
  const crm = new CrmProbe();

  beforeEach(() => crm.start());
  afterEach(() => crm.server.close());

  const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status;

  it('strike as often as they are told to', async () => {
    const token = await crm.token();
    await crm.setFault({ status: 503, times: 2, on: 'activities' });

    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push(await statusOf(crm.put('a-1', { token })));

    expect(statuses).toEqual([503, 503, 201]);
  });

  it('strike until they are taken away', async () => {
    const token = await crm.token();
    await crm.setFault({ status: 500 });
    const during = [await statusOf(crm.put('a-1', { token })), await statusOf(crm.askToken())];

    await crm.clearFault();

    expect(during).toEqual([500, 500]);
    expect(await statusOf(crm.put('a-1', { token }))).toBe(201);
    await expect((await crm.get('/faults')).json()).resolves.toEqual({ fault: null });
  });

  it('leave alone what they are not set for, and whoever looks', async () => {
    await crm.setFault({ status: 500, on: 'token' });

    expect(await statusOf(crm.askToken())).toBe(500);
    expect(await statusOf(crm.put('a-1', { token: 'x' }))).toBe(401);
    expect(await statusOf(crm.get('/activities'))).toBe(200);
  });

  it('say how long to wait, and where a redirect leads', async () => {
    await crm.setFault({ status: 429, retryAfterSeconds: 7, times: 1 });
    const limited = await crm.askToken();
    await crm.setFault({ status: 307 });

    const redirected = await fetch(crm.server.tokenUrl, { method: 'POST', redirect: 'manual' });

    expect(limited.headers.get('retry-after')).toBe('7');
    expect(redirected.headers.get('location')).toBe('/elsewhere');
  });

  it('answer 200 with what is no JSON', async () => {
    await crm.setFault({ kind: 'garbage', on: 'activities' });

    const answer = await crm.put('a-1');

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(crm.server.activities).toEqual([]);
  });

  it('cut the connection', async () => {
    const token = await crm.token();
    await crm.setFault({ kind: 'close', times: 1 });

    await expect(crm.put('a-1', { token })).rejects.toThrow('fetch failed');
    expect(crm.server.activities).toEqual([]);
  });

  it('can lose the answer to a request that was carried out', async () => {
    const token = await crm.token();
    await crm.setFault({ kind: 'close', afterwards: true, times: 1 });

    await expect(crm.put('a-1', { token })).rejects.toThrow('fetch failed');

    expect(crm.server.activities).toHaveLength(1);
    expect(await statusOf(crm.put('a-1', { token }))).toBe(200);
    expect(crm.server.activities).toMatchObject([{ revision: 1 }]);
  });

  it('never answer, and do not keep the CRM from closing', async () => {
    await crm.setFault({ kind: 'hang' });
    const hanging = crm.askToken();
    hanging.catch(() => undefined);
    while (Object.keys(crm.server.stats().requests).length < 2) await crm.get('/stats');

    await crm.server.close();

    await expect(hanging).rejects.toThrow('fetch failed');
  });

  it('delay an answer that is right', async () => {
    const token = await crm.token();
    await crm.setFault({ delayMs: 5000, times: 1 });
    let isAnswered = false;
    const slow = crm.put('a-1', { token }).finally(() => {
      isAnswered = true;
    });
    const fault = async (): Promise<string> => (await crm.get('/faults')).text();
    while ((await fault()) !== '{"fault":null}');
    crm.clock.advance(4999);
    await crm.get('/faults');
    const before = isAnswered;

    crm.clock.advance(1);

    expect(before).toBe(false);
    expect(await statusOf(slow)).toBe(201);
  });

  it.each([
    ['no status, kind or delay', {}, 'delayMs: '],
    ['a status that is no failure', { status: 200 }, 'status: '],
    ['a kind of its own', { kind: 'explode' }, 'kind: '],
    ['a status beside another kind', { kind: 'hang', status: 500 }, 'status: '],
    ['zero times', { status: 500, times: 0 }, 'times: '],
    ['what is not there', { status: 500, on: 'records' }, 'on: must be token or activities'],
    ['a field nobody knows', { status: 500, always: true }, 'body: '],
  ])('are refused with %s', async (_, fault, problem) => {
    const answer = await crm.setFault(fault);

    expect(answer.status).toBe(422);
    await expect(answer.json()).resolves.toMatchObject({ problems: [expect.stringContaining(problem)] });
    expect(await statusOf(crm.askToken())).toBe(200);
  });

  it('are counted, as every request is, by route and ending', async () => {
    const token = await crm.token();
    await crm.put('a-1', { token });
    await crm.setFault({ kind: 'close', times: 1 });
    await crm.put('a-2', { token }).catch(() => undefined);
    await crm.get('/nowhere');

    await expect((await crm.get('/stats')).json()).resolves.toEqual({
      tokensIssued: 1,
      requests: {
        'POST /oauth/token': { 200: 1 },
        'PUT /activities/{id}': { 201: 1, cut: 1 },
        'PUT /faults': { 200: 1 },
        'no route': { 404: 1 },
      },
    });
  });
});
