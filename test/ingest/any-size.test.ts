import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { envelopeSchema } from '../../lambdas/core/envelope';
import { withData } from '../../lambdas/core/claim-check';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { noise } from '../noise';
import { sign } from '../sign';
import {
  agentLogin,
  audit,
  ingestFixture,
  type IngestFixture,
  presence,
  request,
  secret,
  signedEvent,
  statusOf,
} from './ingest-fixture';

const limits = { inlineBytes: 1000, claimCheckBytes: 2000 };
const maxBodyBytes = 10_000;
const data = { status: 'AVAILABLE', notes: noise(3000) };

const fixture = (options: Parameters<typeof ingestFixture>[0] = {}): IngestFixture =>
  ingestFixture({ limits, maxBodyBytes, ...options });

const sentTo = (ingest: IngestFixture, index = 0) => {
  const message = ingest.queues.sent[index];
  return envelopeSchema.parse(decodeMessage(message?.body ?? '', message?.encoding));
};

describe('an event that is too large for a message', () => {
  it('is accepted; its data lies in one object, whichever modules get it', async () => {
    const ingest = fixture({ manifests: [presence, audit] });

    const response = await ingest.handler(signedEvent({ data }));

    expect(statusOf(response)).toEqual([200, 'accepted']);
    expect(ingest.payloads.calls).toEqual([expect.stringMatching(/^put /)]);
    for (const index of [0, 1]) {
      const sent = sentTo(ingest, index);
      expect(sent.data).toBeNull();
      expect((await withData(sent, ingest.payloads))?.data).toEqual(data);
    }
  });

  it('keeps its data before anything refers to it, and after it was claimed', async () => {
    const ingest = fixture();
    const seen: unknown[] = [];
    const put = ingest.payloads.put.bind(ingest.payloads);
    ingest.payloads.put = (payload) => {
      seen.push(ingest.claims.calls.claim, ingest.queues.sent.length);
      return put(payload);
    };
    await ingest.handler(signedEvent({ data }));
    expect(seen).toEqual([1, 0]);
    expect(ingest.queues.sent).toHaveLength(1);
  });

  it('is answered 503 when its data cannot be kept, and nothing is sent; the next delivery does both', async () => {
    const ingest = fixture();
    ingest.payloads.failure = new Error('S3 is down');
    const failed = await ingest.handler(signedEvent({ data }));
    const sentInVain = ingest.queues.sent.length;
    ingest.payloads.failure = undefined;

    const repeated = await ingest.handler(signedEvent({ data }));

    expect(statusOf(failed)).toEqual([503, 'UNAVAILABLE']);
    expect(ingest.log.lines).toContainEqual(
      expect.objectContaining({
        code: 'INGEST_UNAVAILABLE',
        fields: expect.objectContaining({ step: 'payload' }),
      }),
    );
    expect(sentInVain).toBe(0);
    expect(statusOf(repeated)).toEqual([200, 'duplicate']);
    expect((await withData(sentTo(ingest), ingest.payloads))?.data).toEqual(data);
  });

  it('has the same object when it is sent again, and none once every module is done', async () => {
    const ingest = fixture();
    const event = signedEvent({ data });
    await ingest.handler(event);
    await ingest.handler(event);
    const at = '2023-10-27T14:30:02.000000000Z';
    await ingest.claims.record({
      source: 'genesys',
      eventId: 'e-1',
      module: 'presence',
      outcome: 'applied',
      at,
    });

    await ingest.handler(event);

    expect(ingest.payloads.calls).toHaveLength(2);
    expect(ingest.payloads.kept.size).toBe(1);
    expect(sentTo(ingest, 1)).toEqual(sentTo(ingest, 0));
  });

  it('leaves no trace of its data in any log line', async () => {
    const ingest = fixture();
    await ingest.handler(signedEvent({ data }));
    const logged = JSON.stringify(ingest.log.lines);
    expect(logged).not.toContain(data.notes.slice(0, 20));
    expect(logged).not.toContain('s3:');
  });
});

describe('an event that a message can take', () => {
  it('never touches the store for large ones', async () => {
    const ingest = fixture();
    ingest.payloads.failure = new Error('must not be called');
    expect(statusOf(await ingest.handler(signedEvent()))).toEqual([200, 'accepted']);
    expect(ingest.payloads.calls).toEqual([]);
  });
});

describe('an unusable delivery that is too large for a message', () => {
  const record = z.object({ dataref: z.string(), bodyhash: z.string(), reason: z.string() }).strict();
  const body = `{"id":"${noise(5000)}`;

  it('is kept in quarantine, its body as it came in an object', async () => {
    const ingest = fixture();

    const response = await ingest.handler(request(body));

    expect(statusOf(response)).toEqual([200, 'quarantined']);
    const [kept] = ingest.queues.quarantined;
    const { dataref, reason } = record.loose().parse(JSON.parse(kept?.body ?? ''));
    expect(reason).toBe('NOT_JSON');
    expect(kept?.body).not.toContain('data_base64');
    expect(gunzipSync(ingest.payloads.kept.get(dataref) ?? '').toString()).toBe(body);
  });

  it('is answered 503 when its body cannot be kept', async () => {
    const ingest = fixture();
    ingest.payloads.failure = new Error('S3 is down');
    expect(statusOf(await ingest.handler(request(body)))).toEqual([503, 'UNAVAILABLE']);
    expect(ingest.queues.quarantined).toEqual([]);
  });
});

describe('a body over the limit', () => {
  it('is refused with 413 and counted by itself', async () => {
    const ingest = fixture();
    const body = JSON.stringify(agentLogin).padEnd(maxBodyBytes + 1);

    const response = await ingest.handler(request(body));

    expect(statusOf(response)).toEqual([413, 'BODY_TOO_LARGE']);
    expect(ingest.metrics.counts).toEqual({ RequestRefused: 1, BodyTooLarge: 1 });
    expect(ingest.fetches).toBe(0);
  });

  it('is the only thing that is counted so', async () => {
    const ingest = fixture();
    const body = JSON.stringify(agentLogin).padEnd(maxBodyBytes);
    const headers = { 'content-type': 'text/plain', 'X-PureCloud-Signature': sign(body, secret) };
    await ingest.handler(request(body, { headers }));
    await ingest.handler(request(body));
    expect(ingest.metrics.counts).toMatchObject({ RequestRefused: 1, EventAccepted: 1 });
    expect(ingest.metrics.counts).not.toHaveProperty('BodyTooLarge');
  });
});
