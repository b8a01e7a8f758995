import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretRefetchSeconds } from '../../lambdas/contract/limits';
import { agentEvent, type Pipeline, startPipeline } from './pipeline-fixture';
import { sign } from '../sign';

/** Real processes are killed and started here, on a machine that may be busy. */
jest.setTimeout(30_000);

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  await pipeline.post(JSON.stringify(agentEvent({ eventType: 'warm.up' })));
}, 60_000);
afterAll(() => pipeline.close());

describe('a signed event', () => {
  it('goes through the whole pipe to its entity’s state, with two calls in ingest and two in the processor', async () => {
    const event = agentEvent({ timestamp: '2023-10-27T14:30:00.123456789Z' });

    const calls = await pipeline.callsDuring(async () => {
      const answer = await pipeline.post(JSON.stringify(event));
      expect(answer).toMatchObject({ status: 200, body: { status: 'accepted', id: event.id } });
      await pipeline.logged('EVENT_APPLIED', event.id);
    });

    expect(calls.toSorted()).toEqual(['PutItem', 'SendMessage', 'UpdateItem', 'UpdateItem']);
    expect(await pipeline.presence(event.userId)).toMatchObject({
      version: 1,
      watermark: `2023-10-27T14:30:00.123456789Z#001#${event.id}#genesys`,
      state: { status: 'ON_QUEUE', since: '2023-10-27T14:30:00.123456789Z', eventId: event.id },
    });
    expect(await pipeline.claim(event.id)).toMatchObject({
      outcomes: { 'agent-presence': { outcome: 'applied' } },
    });
  });

  it('costs one call when it is a duplicate that every module is done with', async () => {
    const body = JSON.stringify(agentEvent());
    await pipeline.post(body);
    await pipeline.logged('EVENT_APPLIED', JSON.parse(body).id);

    const calls = await pipeline.callsDuring(async () => {
      expect(await pipeline.post(body)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    });

    expect(calls).toEqual(['PutItem']);
  });

  it('leaves one message and one application when it comes 200 times at once', async () => {
    const event = agentEvent();
    const body = JSON.stringify(event);

    const answers = await Promise.all(Array.from({ length: 200 }, () => pipeline.post(body)));
    await pipeline.logged('EVENT_APPLIED', event.id);
    const next = agentEvent({ userId: event.userId, timestamp: '2023-10-27T14:31:00Z' });
    await pipeline.post(JSON.stringify(next));
    await pipeline.logged('EVENT_APPLIED', next.id);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ body: said }) => JSON.stringify(said).includes('accepted'))).toHaveLength(1);
    expect(pipeline.timesLogged('EVENT_APPLIED', event.id)).toBe(1);
    expect(pipeline.timesLogged('EVENT_REPLAYED', event.id)).toBe(0);
    expect(await pipeline.presence(event.userId)).toMatchObject({ version: 2 });
  });

  it('is stale when a newer one of its agent was applied', async () => {
    const newer = agentEvent({ timestamp: '2023-10-27T14:30:00.000000002Z' });
    const older = agentEvent({ userId: newer.userId, timestamp: '2023-10-27T14:30:00.000000001Z' });
    await pipeline.post(JSON.stringify(newer));
    await pipeline.post(JSON.stringify(older));
    await pipeline.logged('EVENT_STALE', older.id);

    expect(await pipeline.presence(newer.userId)).toMatchObject({ version: 1, state: { eventId: newer.id } });
    expect(await pipeline.claim(older.id)).toMatchObject({
      outcomes: { 'agent-presence': { outcome: 'stale' } },
    });
  });

  it('may have 1 MiB of whatever JSON allows', async () => {
    const event = agentEvent({ data: { status: 'ON_QUEUE', note: `😀 \uFFFE\uFFFF \r\n"` } });
    const body = Buffer.alloc(1_048_576, ' ');
    body.write(JSON.stringify(event));

    expect(await pipeline.post(body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    await pipeline.logged('EVENT_APPLIED', event.id);
  });

  it('is ignored without a write when no module wants it', async () => {
    const calls = await pipeline.callsDuring(async () => {
      const answer = await pipeline.post(JSON.stringify(agentEvent({ eventType: 'call.dispositioned' })));
      expect(answer).toMatchObject({ status: 200, body: { status: 'ignored' } });
    });
    expect(calls).toEqual([]);
  });

  it('is kept byte for byte in quarantine when it is unusable', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x0d, 0x0a, 0x7d]);
    expect(await pipeline.post(body)).toMatchObject({
      status: 200,
      body: { status: 'quarantined', reason: 'NOT_JSON' },
    });
    const kept = await pipeline.receive(pipeline.switchboard.description.queues.quarantine);
    expect(kept.map((message) => JSON.parse(message.body).data_base64)).toEqual([body.toString('base64')]);
  });
});

describe('a delivery that is refused', () => {
  const body = JSON.stringify(agentEvent());
  const right = (): string => sign(body, pipeline.secret);

  it.each<[string, number, () => Promise<{ status: number }>]>([
    ['no signature', 401, () => pipeline.post(body, { signature: undefined })],
    ['a wrong signature', 401, () => pipeline.post(body, { signature: sign(body, 'wrong') })],
    [
      'a signature of the body serialised again',
      401,
      () => pipeline.post(`${body}\n`, { signature: right() }),
    ],
    ['a prefix', 401, () => pipeline.post(body, { signature: `sha256=${right()}` })],
    ['base64', 401, () => pipeline.post(body, { signature: Buffer.from(right(), 'hex').toString('base64') })],
    ['an unknown source', 404, () => pipeline.post(body, { path: '/webhook/nobody' })],
    ['an unknown route', 404, () => pipeline.post(body, { path: '/elsewhere' })],
    ['GET', 405, () => pipeline.post(body, { method: 'GET' })],
    ['PUT', 405, () => pipeline.post(body, { method: 'PUT' })],
    ['HEAD', 405, () => pipeline.post(body, { method: 'HEAD' })],
    ['1 MiB and a byte', 413, () => pipeline.post(Buffer.alloc(1_048_577, ' '))],
    ['another content type', 415, () => pipeline.post(body, { headers: { 'content-type': 'text/plain' } })],
    ['gzip', 415, () => pipeline.post(body, { headers: { 'content-encoding': 'gzip' } })],
  ])('touches no table and no queue: %s', async (_, status, act) => {
    const calls = await pipeline.callsDuring(async () => expect((await act()).status).toBe(status));
    expect(calls).toEqual([]);
  });

  it('is told why in JSON', async () => {
    const elsewhere = await pipeline.post(body, { path: '/elsewhere' });
    const unsigned = await pipeline.post(body, { signature: undefined });
    expect(elsewhere.body).toMatchObject({ error: expect.any(String), message: expect.any(String) });
    expect(unsigned.body).toEqual({
      error: 'UNAUTHORIZED',
      message: 'The signature does not match the body.',
    });
  });
});

describe('when something dies', () => {
  /** A reply that does not come. */
  const never = (): Promise<'drop'> => new Promise(() => undefined);

  it('an event whose ingest process was killed between claim and send arrives by the sender’s retry', async () => {
    const event = agentEvent();
    const reached = Promise.withResolvers<void>();
    pipeline.sqs.interceptNext('SendMessage', async () => {
      reached.resolve();
      return never();
    });
    const answer = pipeline.post(JSON.stringify(event));
    await reached.promise;
    for (const pid of pipeline.switchboard.description.functions.ingest.pids) process.kill(pid, 'SIGKILL');
    const first = await answer;
    expect(first.status).toBe(503);
    expect(await pipeline.claim(event.id)).toMatchObject({ outcomes: {} });

    /** Another process that was killed may not have been missed yet; a sender retries until it is told 200. */
    let second = first;
    while (second.status === 503) second = await pipeline.post(JSON.stringify(event));
    await pipeline.logged('EVENT_APPLIED', event.id);

    expect(second).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    expect(await pipeline.presence(event.userId)).toMatchObject({ version: 1 });
  });

  it('an event whose claim was written but whose reply was lost is accepted once', async () => {
    const event = agentEvent();
    pipeline.dynamoDb.interceptNext('PutItem', async (forward) => {
      await forward();
      return 'drop';
    });
    expect(await pipeline.post(JSON.stringify(event))).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    });
    await pipeline.logged('EVENT_APPLIED', event.id);
    expect(await pipeline.presence(event.userId)).toMatchObject({ version: 1 });
  });

  it.each([
    ['before its commit', 'drop'],
    ['after its commit, before it noted the outcome', 'commit'],
  ])('a batch whose processor was killed %s is processed again, once and in order', async (_, moment) => {
    const first = agentEvent({ timestamp: '2023-10-27T14:30:01Z' });
    const second = agentEvent({ userId: first.userId, timestamp: '2023-10-27T14:30:02Z' });
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    pipeline.dynamoDb.interceptNext('UpdateItem', async (forward) => {
      if (moment === 'commit') await forward();
      reached.resolve();
      await released.promise;
      return 'drop';
    });
    const stop = pipeline.passTimeAfterFailures();
    await pipeline.post(JSON.stringify(first));
    await reached.promise;
    pipeline.kill('agent-presence');
    await pipeline.post(JSON.stringify(second));
    released.resolve();
    await pipeline.logged(moment === 'commit' ? 'EVENT_REPLAYED' : 'EVENT_APPLIED', first.id);
    await pipeline.logged('EVENT_APPLIED', second.id);
    stop();

    expect(await pipeline.presence(first.userId)).toMatchObject({
      version: 2,
      state: { eventId: second.id },
    });
    expect(await pipeline.claim(first.id)).toMatchObject({
      outcomes: { 'agent-presence': { outcome: 'applied' } },
    });
  });

  it('an event that the module refuses goes to the DLQ, and what stands behind it goes on', async () => {
    const poison = agentEvent({ timestamp: '2023-10-27T14:30:01Z', data: { status: 7 } });
    const behind = agentEvent({ userId: poison.userId, timestamp: '2023-10-27T14:30:02Z' });
    const bystander = agentEvent();
    const stop = pipeline.passTimeAfterFailures();
    for (const event of [poison, behind, bystander]) await pipeline.post(JSON.stringify(event));
    await pipeline.logged('EVENT_APPLIED', behind.id);
    await pipeline.logged('EVENT_APPLIED', bystander.id);
    stop();

    expect(pipeline.timesLogged('EVENT_FAILED', poison.id)).toBe(1);
    const dead = await pipeline.deadLetters('agent-presence');
    expect(dead.map(({ body }) => JSON.parse(body).id)).toEqual([poison.id]);
    expect(await pipeline.presence(poison.userId)).toMatchObject({
      version: 1,
      state: { eventId: behind.id },
    });
    expect(await pipeline.claim(poison.id)).toMatchObject({
      outcomes: { 'agent-presence': { outcome: 'dead-lettered' } },
    });
  });

  it('the sender is told to retry when the table does not answer', async () => {
    const event = agentEvent();
    for (let attempt = 0; attempt < 3; attempt += 1) pipeline.dynamoDb.interceptNext('PutItem', never);
    const answer = await pipeline.post(JSON.stringify(event));
    expect(answer).toMatchObject({ status: 503, body: { error: 'UNAVAILABLE' } });
    expect((await pipeline.post(JSON.stringify(event))).status).toBe(200);
    await pipeline.logged('EVENT_APPLIED', event.id);
  });
});

describe('a rotated secret', () => {
  it('is accepted as soon as ingest may look again, and the old one with it', async () => {
    const { endpoints, region, credentials } = pipeline.switchboard.description;
    const client = new SecretsManagerClient({ endpoint: endpoints.secretsmanager, region, credentials });
    const SecretId = pipeline.switchboard.model.secrets[0]?.arn;
    const rotated = 'the-next-secret $ " \\ % +';
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: rotated }));
    client.destroy();
    pipeline.clock.advance(secretRefetchSeconds * 1000);
    const [byNew, byOld] = [agentEvent(), agentEvent()].map((event) => JSON.stringify(event));

    const answers = [
      await pipeline.post(byNew ?? '', { signature: sign(byNew ?? '', rotated) }),
      await pipeline.post(byOld ?? ''),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const metrics = pipeline.printed.filter((line) => line.includes('_aws')).join('\n');
    expect(metrics).toContain('SignatureMatchedPrevious');
  });
});

describe('what the functions print', () => {
  it('holds no secret, no signature and nothing of an event’s data or people', async () => {
    const marked = agentEvent({
      userId: 'jane.doe@example.com',
      data: { status: 'PRIVATE-STATUS', phone: '+49301234567' },
    });
    const poison = { ...marked, id: agentEvent().id, data: { status: { secretly: '+49301234567' } } };
    const bodies = [marked, poison].map((event) => JSON.stringify(event));
    await pipeline.post(bodies[0] ?? '', { signature: sign(bodies[0] ?? '', 'wrong') });
    for (const body of bodies) await pipeline.post(body);
    await pipeline.post(`${bodies[0]}garbage`);
    await pipeline.logged('EVENT_APPLIED', marked.id);
    await pipeline.logged('EVENT_FAILED');

    const printed = pipeline.printed.join('\n');

    expect(printed).toContain(marked.id);
    const signatures = bodies.flatMap((body) => [sign(body, pipeline.secret), sign(body, 'wrong')]);
    for (const text of [
      pipeline.secret,
      ...signatures,
      'jane.doe',
      'PRIVATE-STATUS',
      '+4930',
      'secretly',
      'garbage',
    ]) {
      expect(printed).not.toContain(text);
    }
  });
});
