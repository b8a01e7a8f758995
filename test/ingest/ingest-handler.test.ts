import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { decodeMessage } from '../../lambdas/core/queue-message';
import {
  agentLogin,
  audit,
  ingestFixture,
  presence,
  request,
  secret,
  sign,
  signedEvent,
  statusOf,
} from './ingest-fixture';

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

describe('a delivery that is not authentic', () => {
  const body = JSON.stringify(agentLogin);
  const withHeaders = (headers: Record<string, string>): Record<string, unknown> =>
    request(body, { headers: { 'content-type': 'application/json', ...headers } });

  it.each<[string, Record<string, unknown>]>([
    ['no signature', withHeaders({})],
    ['an empty signature', withHeaders({ 'X-PureCloud-Signature': '' })],
    ['a malformed signature', withHeaders({ 'X-PureCloud-Signature': 'nonsense' })],
    ['a signature with another secret', withHeaders({ 'X-PureCloud-Signature': sign(body, 'other') })],
    ['a signature of another body', withHeaders({ 'X-PureCloud-Signature': sign(`${body} `) })],
    [
      'two signatures',
      request(body, {
        multiValueHeaders: {
          'Content-Type': ['application/json'],
          'X-PureCloud-Signature': [sign(body), sign(body)],
        },
      }),
    ],
  ])('gets one and the same 401 and touches nothing: %s', async (_, event) => {
    const ingest = ingestFixture({
      claims: { claim: () => Promise.reject(new Error('must not be called')) },
    });

    const response = await ingest.handler(event);

    expect(response.statusCode).toBe(401);
    expect(response.body).toBe('{"error":"UNAUTHORIZED","message":"The signature does not match the body."}');
    expect(ingest.queues.sent).toHaveLength(0);
    expect(ingest.queues.quarantined).toHaveLength(0);
  });

  it('is refused before its body is looked at', async () => {
    const ingest = ingestFixture();
    const response = await ingest.handler(
      request('{"id":', {
        headers: { 'content-type': 'application/json', 'X-PureCloud-Signature': sign('other') },
      }),
    );
    expect(response.statusCode).toBe(401);
    expect(ingest.queues.quarantined).toHaveLength(0);
  });

  it('leaves no trace of secret, signature or payload in any log line', async () => {
    const ingest = ingestFixture();
    await ingest.handler(withHeaders({ 'X-PureCloud-Signature': sign(body, 'other') }));
    await ingest.handler(signedEvent());
    await ingest.handler(request(`{"id":"${agentLogin.data.name}"`));

    const logged = JSON.stringify(ingest.log.lines);

    expect(ingest.log.lines.map(({ code }) => code)).toEqual([
      'SIGNATURE_REJECTED',
      'EVENT_ACCEPTED',
      'EVENT_QUARANTINED',
    ]);
    for (const private_ of [secret, sign(body), sign(body, 'other'), 'Jane', 'AVAILABLE', 'a-1']) {
      expect(logged).not.toContain(private_);
    }
  });
});

describe('the raw body', () => {
  it.each([
    ['line ends and spaces', `${JSON.stringify(agentLogin, null, 2).replaceAll('\n', '\r\n')}\r\n`],
    ['a byte order mark', `\uFEFF${JSON.stringify(agentLogin)}`],
    ['emoji and non-characters', JSON.stringify({ ...agentLogin, data: { note: '😀 \uFFFE\uFFFF' } })],
  ])('is what is signed: %s', async (_, body) => {
    const ingest = ingestFixture();
    expect(statusOf(await ingest.handler(request(body)))).toEqual([200, 'accepted']);
  });

  it('may come as text when it is not marked as base64', async () => {
    const ingest = ingestFixture();
    const body = JSON.stringify(agentLogin);
    expect(statusOf(await ingest.handler(request(body, { body, isBase64Encoded: false })))).toEqual([
      200,
      'accepted',
    ]);
  });

  it('is checked even when its bytes are not UTF-8', async () => {
    const ingest = ingestFixture();
    const response = await ingest.handler(request(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)));
    expect(statusOf(response)).toEqual([200, 'quarantined']);
  });
});

describe('a request that is refused at the door', () => {
  const body = JSON.stringify(agentLogin);
  const signature = sign(body);
  const typed = (contentType: string, more: Record<string, string> = {}): Record<string, unknown> =>
    request(body, {
      headers: { 'Content-Type': contentType, 'x-purecloud-signature': signature, ...more },
    });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['an unknown source', request(body, { pathParameters: { source: 'other' } }), 404, 'NOT_FOUND'],
    ['no source', request(body, { pathParameters: null }), 404, 'NOT_FOUND'],
    ['GET', request(body, { httpMethod: 'GET' }), 405, 'METHOD_NOT_ALLOWED'],
    ['HEAD', request(body, { httpMethod: 'HEAD' }), 405, 'METHOD_NOT_ALLOWED'],
    ['a body over the limit', request(' '.repeat(2_001)), 413, 'BODY_TOO_LARGE'],
    ['no content type', request(body, { headers: {} }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text', typed('text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another charset', typed('application/json; charset=utf-16'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['gzip', typed('application/json', { 'Content-Encoding': 'gzip' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('says what is wrong with %s', async (_, event, status, code) => {
    const ingest = ingestFixture();
    expect(statusOf(await ingest.handler(event))).toEqual([status, code]);
    expect(ingest.fetches).toBe(0);
  });

  it('names the method that is allowed', async () => {
    const response = await ingestFixture().handler(request(body, { httpMethod: 'PUT' }));
    expect(response.headers).toMatchObject({ allow: 'POST' });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
    'application/cloudevents+json',
  ])('lets %s through', async (contentType) => {
    expect((await ingestFixture().handler(typed(contentType))).statusCode).toBe(200);
  });

  it('takes a body of exactly the limit', async () => {
    const padded = body.padEnd(2_000, ' ');
    expect(statusOf(await ingestFixture().handler(request(padded)))).toEqual([200, 'accepted']);
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
    jest.useFakeTimers();
    const signals: AbortSignal[] = [];
    const ingest = ingestFixture({
      claims: {
        claim: (_claim, _now, signal) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      },
    });
    try {
      const response = ingest.handler(signedEvent());
      await jest.advanceTimersByTimeAsync(4_000);
      expect(statusOf(await response)).toEqual([503, 'UNAVAILABLE']);
      expect(signals[0]?.aborted).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });
});
