import { CrmProbe } from '../../local/crm/crm-probe';
import { clientOf, rejection, requestOf } from './client-fixture';

/** The client's clock and the CRM's are two: each can be moved alone. */
class ClientClock {
  #nowMs = Date.parse('2026-11-01T12:00:00.000Z');

  readonly now = (): number => this.#nowMs;

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}

describe('the access token', () => {
  const crm = new CrmProbe();
  let clock: ClientClock;

  beforeEach(async () => {
    clock = new ClientClock();
    await crm.start({ tokenLifetimeSeconds: 100 });
  });
  afterEach(() => crm.server.close());

  const issued = () => crm.server.stats().tokensIssued;
  const request = (name: string) => requestOf({ id: name, idempotencyKey: name });

  it('is kept until 30 seconds before it expires', async () => {
    const client = clientOf(crm.server, { now: clock.now });
    await client.putActivity(request('a'));
    clock.advance(69_999);
    await client.putActivity(request('b'));
    const before = issued();
    clock.advance(1);

    await client.putActivity(request('c'));

    expect([before, issued()]).toEqual([1, 2]);
  });

  it('of less than a minute is kept for half its life', async () => {
    await crm.server.close();
    await crm.start({ tokenLifetimeSeconds: 20 });
    const client = clientOf(crm.server, { now: clock.now });
    await client.putActivity(request('a'));
    clock.advance(9_999);
    await client.putActivity(request('b'));
    const before = issued();
    clock.advance(1);

    await client.putActivity(request('c'));

    expect([before, issued()]).toEqual([1, 2]);
  });

  it('that the CRM does not take any more is replaced, once for all who need it', async () => {
    const client = clientOf(crm.server, { now: clock.now });
    await client.putActivity(request('first'));
    crm.clock.advance(100_000);
    const names = Array.from({ length: 50 }, (_, index) => `call-${index}`);

    await Promise.all(names.map((name) => client.putActivity(request(name))));

    expect(issued()).toBe(2);
    expect(crm.server.activities).toHaveLength(51);
  });

  it('is replaced once for a request, and a second refusal is final', async () => {
    await crm.setFault({ status: 401, on: 'activities' });

    const error = await rejection(clientOf(crm.server).putActivity(request('a')));

    expect(error).toMatchObject({ name: 'CrmUnauthorizedError', status: 401 });
    expect(crm.server.stats().requests).toMatchObject({
      'POST /oauth/token': { 200: 2 },
      'PUT /activities/{id}': { 401: 2 },
    });
  });

  it('is asked for again after it could not be had', async () => {
    const client = clientOf(crm.server);
    await crm.setFault({ status: 500, times: 1, on: 'token' });
    await rejection(client.putActivity(request('a')));

    await expect(client.putActivity(request('a'))).resolves.toEqual({ created: true });
  });

  it('still comes for the others when one of them has no time to wait for it', async () => {
    const client = clientOf(crm.server);
    const deadline = new AbortController();
    await crm.setFault({ delayMs: 1000, times: 1, on: 'token' });
    const hurried = rejection(client.putActivity({ ...request('a'), signal: deadline.signal }));
    const patient = client.putActivity(request('b'));
    while ((await (await crm.get('/faults')).text()) !== '{"fault":null}');

    deadline.abort(new Error('no time remains'));
    const error = await hurried;
    crm.clock.advance(1000);

    await expect(patient).resolves.toEqual({ created: true });
    expect(error).toMatchObject({ name: 'CrmUnavailableError' });
    expect(issued()).toBe(1);
  });
});
