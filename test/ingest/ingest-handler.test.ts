import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { agentLogin, audit, ingestFixture, presence, request, signedEvent, statusOf } from './ingest-fixture';

const record = (module: string, outcome: OutcomeName = 'applied', eventId = 'e-1') => ({
  source: 'genesys',
  eventId,
  module,
  outcome,
  at: '2023-10-27T14:30:02.000000000Z',
});

describe('an event that is new', () => {
  it('is claimed, sent to its module and acknowledged with exactly 200', async () => {
    const ingest = ingestFixture();

    const response = await ingest.handler(signedEvent());

    expect(statusOf(response)).toEqual([200, 'accepted']);
    expect(ingest.claims.calls.claim).toBe(1);
    expect(ingest.queues.sent).toHaveLength(1);
    expect(ingest.queues.sent[0]).toMatchObject({
      module: 'presence',
      groupId: expect.stringMatching(/^[0-9a-f]{64}$/),
      deduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is sent to every module that wants it', async () => {
    const ingest = ingestFixture({ manifests: [presence, audit] });
    await ingest.handler(signedEvent());
    expect(ingest.queues.sent.map(({ module }) => module)).toEqual(['presence', 'audit']);
  });

  it('expires with its claim after the configured retention', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    const claim = ingest.claims.claims.get('genesys#e-1');
    expect(claim?.expiresAtSeconds).toBe(Date.UTC(2023, 9, 27, 14, 30, 1) / 1000 + 35 * 24 * 3600);
  });

  it('is counted for its source, and with the secret that matched', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    expect(ingest.metrics.counts).toEqual({ EventAccepted: 1, SignatureMatchedCurrent: 1 });
    expect(ingest.metrics.flushedDimensions).toEqual([{ source: 'genesys' }]);
  });

  it('is ignored without a claim when no module wants its type', async () => {
    const ingest = ingestFixture();
    const response = await ingest.handler(signedEvent({ eventType: 'call.dispositioned' }));
    expect(statusOf(response)).toEqual([200, 'ignored']);
    expect(ingest.claims.calls.claim).toBe(0);
    expect(ingest.queues.sent).toHaveLength(0);
  });
});

describe('an event that comes again', () => {
  it('touches nothing but the claim once every module has an outcome', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    await ingest.claims.record(record('presence'));

    const response = await ingest.handler(signedEvent());

    expect(statusOf(response)).toEqual([200, 'duplicate']);
    expect(ingest.queues.sent).toHaveLength(1);
    expect(ingest.queues.quarantined).toHaveLength(0);
  });

  it('is sent again, as the same message, to the modules without an outcome only', async () => {
    const ingest = ingestFixture({ manifests: [presence, audit] });
    await ingest.handler(signedEvent());
    await ingest.claims.record(record('presence'));

    const response = await ingest.handler(signedEvent());

    const [, first, second] = ingest.queues.sent;
    expect(statusOf(response)).toEqual([200, 'duplicate']);
    expect(second).toEqual(first);
    expect(ingest.queues.sent).toHaveLength(3);
  });

  it('reaches its module when the function died between claim and send', async () => {
    const ingest = ingestFixture();
    ingest.queues.failing.add('presence');
    const died = await ingest.handler(signedEvent());
    ingest.queues.failing.clear();

    const retried = await ingest.handler(signedEvent());

    expect(statusOf(died)).toEqual([503, 'UNAVAILABLE']);
    expect(statusOf(retried)).toEqual([200, 'duplicate']);
    expect(ingest.queues.sent).toHaveLength(1);
  });

  it('keeps the order of its first delivery, however late the second one comes', async () => {
    const ingest = ingestFixture();
    const ahead = signedEvent({ timestamp: '2099-01-01T00:00:00Z' });
    await ingest.handler(ahead);
    ingest.clock.nowMs += 6 * 60 * 1000;

    await ingest.handler(ahead);

    const [first, second] = ingest.queues.sent;
    expect(second).toEqual(first);
    expect(first && decodeMessage(first.body, first.encoding)).toMatchObject({
      ordertime: '2023-10-27T14:30:01.000000000Z',
      receivedtime: '2023-10-27T14:30:01.000000000Z',
    });
  });

  it('is new when its claim has expired, even though the claim was not deleted yet', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    await ingest.claims.record(record('presence'));
    ingest.clock.nowMs += 35 * 24 * 3600 * 1000 + 1000;

    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([200, 'accepted']);
  });

  it('is still a duplicate in the last second of its claim', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    ingest.clock.nowMs += 35 * 24 * 3600 * 1000;

    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([200, 'duplicate']);
  });

  it('is delivered with another body while it is owed, and counted', async () => {
    const ingest = ingestFixture();
    ingest.queues.failing.add('presence');
    await ingest.handler(signedEvent());
    ingest.queues.failing.clear();

    const response = await ingest.handler(signedEvent({ data: { status: 'BUSY' } }));

    expect(statusOf(response)).toEqual([200, 'duplicate']);
    expect(ingest.queues.sent).toHaveLength(1);
    expect(ingest.queues.quarantined).toHaveLength(0);
    expect(ingest.metrics.counts.IdReused).toBe(1);
  });

  it('is kept in quarantine with another body once every module is done', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    await ingest.claims.record(record('presence'));

    const response = await ingest.handler(signedEvent({ data: { status: 'BUSY' } }));

    expect(statusOf(response)).toEqual([200, 'duplicate']);
    expect(ingest.queues.sent).toHaveLength(1);
    expect(JSON.parse(ingest.queues.quarantined[0]?.body ?? '')).toMatchObject({ reason: 'ID_REUSED' });
  });

  it('is new when it has another id, whatever else is the same', async () => {
    const ingest = ingestFixture();
    await ingest.handler(signedEvent());
    expect(statusOf(await ingest.handler(signedEvent({ id: 'e-2' })))).toEqual([200, 'accepted']);
  });
});

describe('a delivery that is signed but unusable', () => {
  it.each([
    ['cut JSON', '{"id":', 'NOT_JSON'],
    ['nothing', '', 'NOT_JSON'],
    ['null', 'null', 'SCHEMA_VIOLATED'],
    ['an array', '[]', 'SCHEMA_VIOLATED'],
    ['an event without an agent', JSON.stringify({ ...agentLogin, userId: null }), 'ENTITY_MISSING'],
  ])('is kept whole when it holds %s', async (_, body, reason) => {
    const ingest = ingestFixture();

    const response = await ingest.handler(request(body));

    const kept: unknown = JSON.parse(ingest.queues.quarantined[0]?.body ?? '');
    expect(statusOf(response)).toEqual([200, 'quarantined']);
    expect(kept).toMatchObject({
      reason,
      source: 'genesys',
      data_base64: Buffer.from(body).toString('base64'),
    });
    expect(ingest.claims.calls.claim).toBe(0);
  });

  it('is asked for again when it could not be kept', async () => {
    const ingest = ingestFixture();
    ingest.queues.failing.add('quarantine');
    expect(statusOf(await ingest.handler(request('{"id":')))).toEqual([503, 'UNAVAILABLE']);
  });

  it('still reaches the modules that can use it', async () => {
    const byData = { ...audit, entity: { type: 'agent', idFrom: ['data.name'] } } as const;
    const ingest = ingestFixture({ manifests: [presence, byData] });

    const response = await ingest.handler(signedEvent({ userId: null }));

    expect(statusOf(response)).toEqual([200, 'accepted']);
    expect(ingest.queues.sent.map(({ module }) => module)).toEqual(['audit']);
    expect(ingest.queues.quarantined).toHaveLength(1);
    expect(ingest.claims.claims.get('genesys#e-1')?.outcomes).toMatchObject({
      presence: { outcome: 'quarantined' },
    });
  });
});

describe('a fault of our own', () => {
  it('is answered 503 when the table fails', async () => {
    const ingest = ingestFixture({ claims: { claim: () => Promise.reject(new Error('throttled')) } });
    const response = await ingest.handler(signedEvent());
    expect(statusOf(response)).toEqual([503, 'UNAVAILABLE']);
    expect(response.headers).toMatchObject({ 'retry-after': '5' });
    expect(ingest.log.lines.at(-1)).toMatchObject({ code: 'INGEST_UNAVAILABLE', fields: { step: 'claim' } });
  });

  it('is answered 503 when one of two queues refuses, and the retry goes to that one', async () => {
    const ingest = ingestFixture({ manifests: [presence, audit] });
    ingest.queues.failing.add('audit');
    expect((await ingest.handler(signedEvent())).statusCode).toBe(503);
    await ingest.claims.record(record('presence'));
    ingest.queues.failing.clear();

    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([200, 'duplicate']);
    expect(ingest.queues.sent.map(({ module }) => module)).toEqual(['presence', 'audit']);
  });

  it('is answered 503 when there is no secret to check with', async () => {
    const ingest = ingestFixture();
    ingest.secrets = new Error('no access');
    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([503, 'UNAVAILABLE']);
  });

  it('is answered 503 before the sender gives up on a table that never answers', async () => {
    const signals: AbortSignal[] = [];
    const deadlines: { readonly ms: number; readonly run: () => void }[] = [];
    const ingest = ingestFixture({
      timer: { after: (ms, run) => (deadlines.push({ ms, run }), () => undefined) },
      claims: {
        claim: (_claim, _now, signal) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      },
    });

    const response = ingest.handler(signedEvent());
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    for (const { run } of deadlines) run();

    expect(statusOf(await response)).toEqual([503, 'UNAVAILABLE']);
    expect(deadlines.map(({ ms }) => ms)).toEqual([3500]);
    expect(ingest.log.lines.at(-1)?.fields).toMatchObject({ step: 'deadline' });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('leaves no timer behind when it answered in time', async () => {
    let running = 0;
    const timer = { after: () => ((running += 1), () => void (running -= 1)) };
    await ingestFixture({ timer }).handler(signedEvent());
    expect(running).toBe(0);
  });
});
