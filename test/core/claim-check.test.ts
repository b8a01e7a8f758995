import { gunzipSync, gzipSync } from 'node:zlib';
import { lightened, messageOf, withData } from '../../lambdas/core/claim-check';
import { type Envelope, envelopeSchema } from '../../lambdas/core/envelope';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { InMemoryPayloads } from '../in-memory/in-memory-payloads';
import { moduleEvent } from '../module-kit/event';
import { noise } from '../noise';

const limits = { inlineBytes: 1000, claimCheckBytes: 2000 };
const large = moduleEvent({
  id: 'e-1',
  eventType: 'call.started',
  timestamp: '2023-10-27T14:30:00.000Z',
  userId: 'jane.doe',
  data: { callId: 'c-1', notes: noise(3000) },
});
const small = { ...large, data: { callId: 'c-1' } };

const read = (content: { readonly body: string; readonly encoding?: string }): Envelope =>
  envelopeSchema.parse(decodeMessage(content.body, content.encoding));

describe('data that is too large for a message', () => {
  it('lies in an object, and the message says where', async () => {
    const payloads = new InMemoryPayloads();

    const message = read(await messageOf(large, { limits, payloads }));

    expect(message).toEqual({
      ...large,
      data: null,
      dataref: expect.stringMatching(/^s3:\/\/.+[0-9a-f]{64}/),
    });
    expect([...payloads.kept.keys()]).toEqual([message.dataref]);
    expect(await withData(message, payloads)).toEqual(large);
  });

  it('is compressed, and its key names nobody', async () => {
    const payloads = new InMemoryPayloads();
    await messageOf(large, { limits, payloads });
    const [[uri, bytes] = []] = payloads.kept;
    expect(gunzipSync(bytes ?? '').toString()).toBe(JSON.stringify(large.data));
    expect(uri).toMatch(/^s3:\/\/in-memory\/payloads\/[0-9a-f]{64}\.json\.gz$/);
  });

  it('has the same key for the same data of the same event, and another one for any other', async () => {
    const payloads = new InMemoryPayloads();
    const keep = async (changes: Partial<Envelope>): Promise<string | undefined> =>
      (await lightened({ ...large, ...changes }, { limits, payloads })).dataref;

    const first = await keep({});

    expect(await keep({ receivedtime: small.ordertime, actorid: 'another' })).toBe(first);
    const others = [
      await keep({ id: 'e-2' }),
      await keep({ source: 'other' }),
      await keep({ data: noise(3000) }),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('stays away from a message that was made without it', async () => {
    const payloads = new InMemoryPayloads();
    const light = await lightened(large, { limits, payloads });

    const again = await messageOf(light, { limits, payloads });

    expect(read(again)).toEqual(light);
    expect(payloads.calls.filter((call) => call.startsWith('put'))).toHaveLength(1);
  });
});

describe('data that a message can take', () => {
  it('touches no object', async () => {
    const payloads = new InMemoryPayloads();
    payloads.failure = new Error('must not be called');
    const content = await messageOf(small, { limits, payloads });
    expect(await withData(read(content), payloads)).toEqual(small);
    expect(await lightened(small, { limits, payloads })).toBe(small);
  });
});

describe('data that is not there as it was', () => {
  const kept = async () => {
    const payloads = new InMemoryPayloads();
    const light = await lightened(large, { limits, payloads });
    return { payloads, light, uri: light.dataref ?? '' };
  };

  it.each<[string, (bytes: Uint8Array) => Uint8Array | undefined]>([
    ['gone', () => undefined],
    ['cut', (bytes) => bytes.subarray(0, bytes.length - 9)],
    ['empty', () => new Uint8Array()],
    ['no gzip', () => Buffer.from('{}')],
    ['other data', () => gzipSync('{"callId":"c-2"}')],
    ['so much that it would fill the memory', () => gzipSync(Buffer.alloc(64 * 1024 * 1024, 32))],
  ])('is told from data that cannot be had: %s', async (_, change) => {
    const { payloads, light, uri } = await kept();
    const bytes = change(payloads.kept.get(uri) ?? new Uint8Array());
    if (bytes) payloads.kept.set(uri, bytes);
    else payloads.kept.delete(uri);

    expect(await withData(light, payloads)).toBeUndefined();
  });

  it("is so when it is another event's", async () => {
    const { payloads, light } = await kept();
    expect(await withData({ ...light, id: 'e-2' }, payloads)).toBeUndefined();
  });

  it('stays the error of the store when that cannot be asked', async () => {
    const { payloads, light } = await kept();
    payloads.failure = new Error('S3 is down');
    await expect(withData(light, payloads)).rejects.toThrow('S3 is down');
  });
});
