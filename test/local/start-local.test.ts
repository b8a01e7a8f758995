import { createHash, createHmac } from 'node:crypto';
import { ManualClock } from '../../tools/local/clock';
import type { LocalEvent, LocalSwitchboard } from '../../tools/local/local-switchboard';
import type { ScheduleEvent } from '../../tools/local/scheduling/schedule';
import { startLocal } from '../../tools/local/start-local';
import { assemblyOfSmallStack } from './small-stack';

jest.setTimeout(30_000);

const minuteMs = 60_000;
const assembly = assemblyOfSmallStack();
let clock: ManualClock;
let switchboard: LocalSwitchboard;
let events: LocalEvent[];

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-04-09T12:00:00Z'));
  switchboard = await startLocal({ assembly, clock, maxEnvironments: 1 });
  events = [];
  switchboard.onEvent((event) => events.push(event));
});
afterEach(() => switchboard.close());

/** Resolves when this many runs of schedules have been told of. */
const runs = (count: number): Promise<ScheduleEvent[]> =>
  new Promise((resolve) => {
    const check = (): void => {
      const known = events.filter((event) => event.kind === 'schedule');
      if (known.length < count) return;
      stop();
      resolve(known);
    };
    const stop = switchboard.onEvent(() => setImmediate(check));
    setImmediate(check);
  });

describe('the schedules of a running stack', () => {
  it('run their functions by the runner’s clock, each by itself, and tell of it', async () => {
    clock.advance(minuteMs - 1);
    expect(events).toEqual([]);
    clock.advance(1);
    const first = await runs(2);
    clock.advance(minuteMs);
    const both = await runs(4);

    expect(first).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          scheduleLogicalId: 'Good',
          outcome: expect.objectContaining({ status: 'succeeded' }),
        }),
        expect.objectContaining({
          scheduleLogicalId: 'Bad',
          outcome: expect.objectContaining({
            status: 'failed',
            error: expect.objectContaining({ errorType: 'RangeError' }),
          }),
        }),
      ]),
    );
    expect(both.map(({ scheduleLogicalId }) => scheduleLogicalId).toSorted()).toEqual([
      'Bad',
      'Bad',
      'Good',
      'Good',
    ]);
  });

  it('can be fired by hand, the disabled ones too', async () => {
    const outcome = await switchboard.schedules.get('Good')?.fire();

    expect(outcome).toMatchObject({ status: 'succeeded', payload: { statusCode: 200 } });
    expect([...switchboard.schedules.keys()].toSorted()).toEqual(['Bad', 'Good', 'Off']);
  });

  it('fire no more when the runner has ended', async () => {
    const good = switchboard.schedules.get('Good');
    const fire = good && jest.spyOn(good, 'fire');
    await switchboard.close();

    clock.advance(10 * minuteMs);
    expect(fire).not.toHaveBeenCalled();
    const outcome = await good?.fire();

    expect(outcome).toMatchObject({ status: 'failed', error: { errorType: 'ServiceException' } });
    expect(events).toEqual([]);
  });
});

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** AWS Signature Version 4 of a GET without a query, step by step as its specification has them. */
const signedHeaders = (url: URL, secret: string): Record<string, string> => {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/us-east-1/execute-api/aws4_request`;
  const path = url.pathname.split('/').map(encodeURIComponent).join('/');
  const canonical = `GET\n${path}\n\nhost:${url.host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${sha256('')}`;
  const key = [day, 'us-east-1', 'execute-api', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`);
  return {
    'X-Amz-Date': time,
    Authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature.toString('hex')}`,
  };
};

describe('a route of a running stack that IAM authorises', () => {
  it('takes the runner’s own credentials, in real time, and no others', async () => {
    const url = new URL(`${switchboard.apiUrl}/state/a%2Fb%F0%9F%98%80`);

    const right = await fetch(url, { headers: signedHeaders(url, 'local') });
    const wrong = await fetch(url, { headers: signedHeaders(url, 'remote') });
    const none = await fetch(url);

    expect([right.status, wrong.status, none.status]).toEqual([200, 403, 403]);
    expect(await right.json()).toMatchObject({ parameters: { entity: 'a%2Fb%F0%9F%98%80' } });
    expect(await none.json()).toEqual({ message: 'Missing Authentication Token' });
  });
});

describe('what the CDK app warned of', () => {
  it('is known to who runs the stack', () => {
    expect(switchboard.warnings).toEqual(['Module m is not deployed.']);
  });
});

describe('the CRM of a running stack', () => {
  it('is there, and the functions that call it know where', async () => {
    const { dependencies } = switchboard.description;
    const seen = await switchboard.functions.get('StateFunction')?.invoke({});

    expect(dependencies['crm']).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      tokenUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      clientId: 'switchboard',
    });
    expect(JSON.stringify(seen)).toContain(dependencies['crm']?.url);
  });

  it('lets in the client of the generated secret', async () => {
    const [{ value } = { value: '{}' }] = switchboard.model.secrets;
    const { clientId, clientSecret }: Record<string, string> = JSON.parse(value);
    const { tokenUrl = '' } = switchboard.description.dependencies['crm'] ?? {};
    const ask = (secret = '') =>
      fetch(tokenUrl, {
        method: 'POST',
        // OAuth 2 has both parts form-encoded before they are joined.
        headers: { Authorization: `Basic ${btoa(`${clientId}:${encodeURIComponent(secret)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });

    expect((await ask(clientSecret)).status).toBe(200);
    expect((await ask('another')).status).toBe(401);
  });
});
