import { type ApiServer, type RequestEvent, startApiServer } from '../../../tools/local/api/api-server';
import { Throttle } from '../../../tools/local/api/throttle';
import { ManualClock } from '../../../tools/local/clock';

const webhook = { method: 'ANY', path: '/webhook/{source}' };
const state = { method: 'GET', path: '/state/{entity}' };

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-04-09T12:00:00Z'));
});

/** How many of so many requests at once may pass. */
const admitted = (throttle: Throttle, count: number, route = webhook): number =>
  Array.from({ length: count }, () => throttle.admits(route)).filter(Boolean).length;

describe('the throttle of a stage', () => {
  it('lets the burst through at once, and then as much as time brings', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 10, burst: 5 });

    const atOnce = admitted(throttle, 20);
    clock.advance(99);
    const early = admitted(throttle, 20);
    clock.advance(1);
    const tenth = admitted(throttle, 20);
    clock.advance(60_000);

    expect([atOnce, early, tenth, admitted(throttle, 20)]).toEqual([5, 0, 1, 5]);
  });

  it('keeps up with its rate for as long as requests keep to it', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 10, burst: 2 });

    const passed = Array.from({ length: 100 }, () => {
      clock.advance(100);
      return throttle.admits(webhook);
    });

    expect(passed).not.toContain(false);
  });

  it('takes nothing from one method for another', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 1, burst: 3 });

    expect([admitted(throttle, 9), admitted(throttle, 9, state)]).toEqual([3, 3]);
  });

  it('holds at once when it is lowered, and what is saved up is no more than the new burst', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 100, burst: 50 });
    admitted(throttle, 10);

    throttle.set({ ratePerSecond: 1, burst: 4 });
    const atOnce = admitted(throttle, 50);
    clock.advance(2000);

    expect([atOnce, admitted(throttle, 50)]).toEqual([4, 2]);
  });

  it('gives what the old rate had brought when it is changed, and the new rate from then on', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 1, burst: 10 });
    admitted(throttle, 10);
    clock.advance(3000);

    throttle.set({ ratePerSecond: 100, burst: 10 });

    expect(admitted(throttle, 20)).toBe(3);
  });

  it('lets nothing through at a rate and a burst of 0', () => {
    const throttle = new Throttle(clock, { ratePerSecond: 0, burst: 0 });

    clock.advance(60_000);

    expect(admitted(throttle, 3)).toBe(0);
  });

  it('is none without limits', () => {
    expect(admitted(new Throttle(clock, undefined), 1000)).toBe(1000);
  });
});

describe('a request over the throttle', () => {
  let server: ApiServer;
  let invocations: number;
  let requests: RequestEvent[];

  const serve = async (gatewayResponses: ReadonlyMap<string, object>): Promise<void> => {
    invocations = 0;
    requests = [];
    server = await startApiServer({ clock, onRequest: (request) => requests.push(request) });
    server.serve({
      model: {
        routes: [
          { ...webhook, functionLogicalId: 'Ingest' },
          { ...state, functionLogicalId: 'State', authorization: 'aws-iam' },
        ],
        binaryMediaTypes: ['*/*'],
        gatewayResponses: new Map(
          [...gatewayResponses].map(([type, rest]) => [type, { headers: {}, template: '', ...rest }]),
        ),
      },
      invoke: () => {
        invocations += 1;
        return Promise.resolve({
          status: 'succeeded',
          requestId: 'r',
          payload: { statusCode: 200, body: '' },
        });
      },
      stage: 'dev',
      accountId: '000000000000',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      throttle: new Throttle(clock, { ratePerSecond: 1, burst: 1 }),
    });
  };
  const post = (): Promise<Response> =>
    fetch(`${server.url}/webhook/genesys`, { method: 'POST', body: '{}' });

  afterEach(() => server.close());

  it('gets the configured 429 and never reaches the function', async () => {
    await serve(
      new Map([
        [
          'THROTTLED',
          {
            statusCode: 429,
            headers: { 'Retry-After': '5' },
            template: '{"error":"$context.error.responseType"}',
          },
        ],
      ]),
    );

    const first = await post();
    const second = await post();

    expect([first.status, second.status, second.headers.get('Retry-After')]).toEqual([200, 429, '5']);
    expect(await second.json()).toEqual({ error: 'THROTTLED' });
    expect(invocations).toBe(1);
    expect(requests[1]).toMatchObject({ statusCode: 429, gatewayError: 'THROTTLED' });
  });

  it('gets API Gateway’s own 429 where none is configured', async () => {
    await serve(new Map());
    await post();

    const second = await post();

    expect(second.status).toBe(429);
    expect(second.headers.get('x-amzn-ErrorType')).toBe('TooManyRequestsException');
    expect(await second.json()).toEqual({ message: 'Too Many Requests' });
  });

  it('is one of a route that exists: others are not counted', async () => {
    await serve(new Map());

    const unknown = [await fetch(`${server.url}/nowhere`), await fetch(`${server.url}/nowhere`)];

    expect(unknown.map(({ status }) => status)).toEqual([403, 403]);
    expect((await post()).status).toBe(200);
  });

  it('is turned away before its signature is looked at', async () => {
    await serve(new Map());
    await fetch(`${server.url}/state/a`);

    expect((await fetch(`${server.url}/state/a`)).status).toBe(429);
  });
});
