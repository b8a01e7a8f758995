import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { GenesysRecords } from '../../lambdas/adapters/genesys-records';
import type { RestClientOptions } from '../../lambdas/rest-client/rest-client';
import { answerJson, type ScriptedServer, startScriptedServer } from '../modules/crm-sync/scripted-server';

const path = '/api/v2/conversations/c-secret-of-a-person';
const client = { clientId: 'switchboard', clientSecret: 'a-secret-%+"' };
const { signal } = new AbortController();

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const isToken = ({ url }: IncomingMessage): boolean => url === '/token';
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(code, { 'Content-Type': 'application/json', ...headers }).end('{"message":"no"}');
const recordOf: Answer = (response, { url }) => answerJson(response, { id: url });

/** A platform that issues tokens one after the other, and answers for records what a test says. */
class ScriptedPlatform {
  readonly authorizations: (string | undefined)[] = [];
  /** Answers in this order; the last one stays. */
  answers: Answer[] = [recordOf];
  token: Answer = (response) => {
    this.issued += 1;
    answerJson(response, { access_token: `token-${this.issued}`, token_type: 'bearer', expires_in: 86_400 });
  };
  issued = 0;
  nowMs = Date.parse('2026-11-01T12:00:00Z');
  server!: ScriptedServer;

  async start(): Promise<void> {
    this.server = await startScriptedServer((request, response) => {
      if (isToken(request)) return this.token(response, request);
      this.authorizations.push(request.headers.authorization);
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      return answer?.(response, request);
    });
  }

  records(options: RestClientOptions = {}): GenesysRecords {
    const { url, tokenUrl } = this.server;
    return new GenesysRecords(
      {
        DEPENDENCY_URL_GENESYS: url,
        DEPENDENCY_TOKEN_URL_GENESYS: tokenUrl,
        DEPENDENCY_SECRET_ID_GENESYS: 'switchboard/genesys',
      },
      { readSecret: async () => JSON.stringify(client), now: () => this.nowMs, ...options },
    );
  }

  get gets(): number {
    return this.server.requests.filter((request) => request.startsWith('GET ')).length;
  }
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('It was not rejected.'),
    (error: unknown) => error,
  );

describe('the records of Genesys Cloud', () => {
  let platform: ScriptedPlatform;

  beforeEach(async () => {
    platform = new ScriptedPlatform();
    await platform.start();
  });
  afterEach(() => platform.server.close());

  it('are fetched with a token, which is asked for with the credentials of the client', async () => {
    let basic: string | undefined;
    const issue = platform.token;
    platform.token = (response, request) => {
      basic = request.headers.authorization;
      issue(response, request);
    };

    expect(await platform.records().fetch(path, signal)).toEqual({ id: path });

    expect(platform.server.requests).toEqual(['POST /token', `GET ${path}`]);
    expect(platform.authorizations).toEqual(['Bearer token-1']);
    expect(Buffer.from(basic?.replace('Basic ', '') ?? '', 'base64').toString()).toBe(
      'switchboard:a-secret-%25%2B%22',
    );
  });

  it('of fifty events at once cost one token', async () => {
    const records = platform.records();
    const paths = Array.from({ length: 50 }, (_, index) => `/api/v2/users/u-${index}`);

    const fetched = await Promise.all(paths.map((one) => records.fetch(one, signal)));

    expect(fetched).toEqual(paths.map((id) => ({ id })));
    expect(platform.issued).toBe(1);
  });

  it('are fetched once more with a new token when the token is refused', async () => {
    platform.answers = [status(401), recordOf];

    expect(await platform.records().fetch(path, signal)).toEqual({ id: path });

    expect(platform.authorizations).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('are given up for now when the new token is refused too', async () => {
    platform.answers = [status(401)];

    const error = await rejection(platform.records().fetch(path, signal));

    expect(error).toMatchObject({ name: 'PlatformFailedError', problem: 'unauthorized' });
    expect([platform.issued, platform.gets]).toEqual([2, 2]);
  });

  it.each<[string, Answer, object]>([
    ['403', status(403), { failureCause: 'FORBIDDEN', problem: 'forbidden' }],
    ['404', status(404), { failureCause: 'RECORD_NOT_FOUND', problem: 'not-found' }],
    ['410', status(410), { failureCause: 'RECORD_NOT_FOUND' }],
    ['400', status(400), { failureCause: 'REJECTED', problem: 'rejected' }],
    ['422', status(422), { failureCause: 'REJECTED' }],
    ['500', status(500), { name: 'PlatformFailedError', problem: 'unavailable' }],
    [
      '503 with a time',
      status(503, { 'Retry-After': '40' }),
      { problem: 'unavailable', retryAfterSeconds: 40 },
    ],
    [
      'a redirect',
      status(302, { Location: 'http://127.0.0.1:1/api/v2/users/u' }),
      { problem: 'unusable-answer' },
    ],
    ['no JSON', (response) => response.end('<html>'), { problem: 'unusable-answer' }],
    ['a list', (response) => answerJson(response, [1]), { problem: 'unusable-answer' }],
    ['null', (response) => answerJson(response, null), { problem: 'unusable-answer' }],
    ['nothing', (response) => response.end(), { problem: 'unusable-answer' }],
    ['a broken connection', (response) => response.destroy(), { problem: 'unavailable' }],
    [
      'more than 4 MiB',
      (response) => answerJson(response, { a: 'x'.repeat(4 * 1024 * 1024) }),
      { failureCause: 'RECORD_TOO_LARGE', problem: 'too-large' },
    ],
  ])(
    'answered with %s are missed with that cause, and without a word about whom',
    async (_, answer, expected) => {
      platform.answers = [answer];

      const error = await rejection(platform.records().fetch(path, signal));

      expect(error).toMatchObject(expected);
      expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret/);
    },
  );

  it('of just under 4 MiB are taken', async () => {
    const a = 'x'.repeat(4 * 1024 * 1024 - 20);
    platform.answers = [(response) => answerJson(response, { a })];

    expect(await platform.records().fetch(path, signal)).toEqual({ a });
  });

  it('that do not come in time are missed', async () => {
    platform.answers = [() => undefined];

    const error = await rejection(platform.records({ timeoutMs: 50 }).fetch(path, signal));

    expect(error).toMatchObject({ problem: 'unavailable' });
  });

  it('are not waited for when no time remains', async () => {
    platform.answers = [() => undefined];
    const deadline = new AbortController();
    const fetching = rejection(platform.records().fetch(path, deadline.signal));
    while (platform.gets === 0) await new Promise((resolve) => setImmediate(resolve));

    deadline.abort(new Error('no time remains'));

    expect(await fetching).toMatchObject({ problem: 'unavailable' });
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['seconds', { 'Retry-After': '17' }, 17],
    ['a date', { 'Retry-After': 'Sun, 01 Nov 2026 12:00:30 GMT' }, 30],
    ['nothing', {}, 60],
  ])('are not asked for after a 429 until it is time, told by %s', async (_, headers, seconds) => {
    platform.answers = [status(429, headers), recordOf];
    const records = platform.records();

    const refused = await rejection(records.fetch(path, signal));
    platform.nowMs += (seconds - 1) * 1000;
    const early = await rejection(records.fetch(path, signal));
    const before = platform.gets;
    platform.nowMs += 1000;

    expect(refused).toMatchObject({ name: 'PlatformRateLimitedError', retryAfterSeconds: seconds });
    expect(early).toMatchObject({
      name: 'PlatformRateLimitedError',
      failureCause: 'RATE_LIMITED',
      retryAfterSeconds: 1,
    });
    expect(before).toBe(1);
    expect(await records.fetch(path, signal)).toEqual({ id: path });
  });

  it('are not asked for when the platform says that its limit is used up', async () => {
    const told = {
      'inin-ratelimit-count': '300',
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-reset': '25',
    };
    platform.answers = [(response) => response.writeHead(200, told).end('{}'), recordOf];
    const records = platform.records();
    await records.fetch(path, signal);

    const error = await rejection(records.fetch(path, signal));
    platform.nowMs += 25_000;

    expect(error).toMatchObject({ name: 'PlatformRateLimitedError', retryAfterSeconds: 25 });
    expect(await records.fetch(path, signal)).toEqual({ id: path });
  });

  it('are asked for as often as the limit allows and no more, for two minutes', async () => {
    const records = platform.records();
    const times: number[] = [];
    for (let second = 0; second < 120; second += 1) {
      const before = platform.gets;
      await Promise.all(Array.from({ length: 8 }, () => rejection(records.fetch(path, signal))));
      times.push(...Array.from({ length: platform.gets - before }, () => second));
      platform.nowMs += 1000;
    }
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60).length));

    expect(most).toBeLessThanOrEqual(300);
    expect(times.length).toBeGreaterThan(500);
  }, 30_000);

  it('need an environment that says where they are', () => {
    expect(() => new GenesysRecords({ DEPENDENCY_URL_GENESYS: 'http://api.example.com' })).toThrow(
      /DEPENDENCY_URL_GENESYS must be an https URL[\s\S]+DEPENDENCY_SECRET_ID_GENESYS is not set/,
    );
  });
});
