import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { S3PayloadStore } from '../../lambdas/adapters/s3-payload-store';
import type { PayloadStore } from '../../lambdas/core/ports';
import { type S3Server, startS3Server } from '../../tools/local/s3/server';
import { InMemoryPayloads } from '../in-memory/in-memory-payloads';

/** The store makes its own client, so region, credentials and endpoint come from where the SDK looks for them. */
const sdkVariables = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL_S3'];
const saved = Object.fromEntries(sdkVariables.map((name) => [name, process.env[name]]));

let nowMs = Date.UTC(2023, 9, 27, 14, 30);
let server: S3Server;
let client: S3Client;

beforeAll(async () => {
  server = await startS3Server({ clock: { now: () => nowMs, schedule: () => () => undefined } });
  server.createBucket('payloads');
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  process.env['AWS_ENDPOINT_URL_S3'] = server.endpoint;
  client = new S3Client({ forcePathStyle: true });
});
afterAll(async () => {
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  client.destroy();
  await server.close();
});

const { signal } = new AbortController();
const payload = { key: '0123.json.gz', bytes: randomBytes(1_048_576) };

describe.each<[string, () => PayloadStore]>([
  ['in memory', () => new InMemoryPayloads()],
  ['in S3', () => new S3PayloadStore('payloads')],
])('a store of payloads %s', (_, create) => {
  it('gives back what was put, byte for byte, by the URI that it said', async () => {
    const store = create();
    const uri = await store.put(payload, signal);
    expect(uri).toMatch(/^s3:\/\/[a-z-]+\/payloads\/0123\.json\.gz$/);
    expect(Buffer.compare((await store.get(uri, signal)) ?? Buffer.alloc(0), payload.bytes)).toBe(0);
  });

  it('has one place for one key', async () => {
    const store = create();
    const uri = await store.put(payload);
    const changed = { ...payload, bytes: Buffer.from('changed') };
    expect(await store.put(changed)).toBe(uri);
    expect(Buffer.from((await store.get(uri)) ?? []).toString()).toBe('changed');
  });

  it('says of what is not there that it is gone', async () => {
    const store = create();
    const uri = (await store.put(payload)).replace('0123', '4567');
    expect(await store.get(uri)).toBeUndefined();
    expect(await store.renew(uri)).toBe('gone');
    expect(await store.get(uri)).toBeUndefined();
  });

  it('leaves a payload as it is when it is renewed', async () => {
    const store = create();
    const uri = await store.put(payload);
    expect(await store.renew(uri)).toBe('renewed');
    expect(Buffer.compare((await store.get(uri)) ?? Buffer.alloc(0), payload.bytes)).toBe(0);
  });
});

describe('a store of payloads in S3', () => {
  const head = () =>
    client.send(
      new HeadObjectCommand({ Bucket: 'payloads', Key: 'payloads/0123.json.gz', ChecksumMode: 'ENABLED' }),
    );

  it('has S3 check what it got, and keep the checksum', async () => {
    await new S3PayloadStore('payloads').put(payload);
    expect(await head()).toMatchObject({
      ChecksumSHA256: expect.any(String),
      ContentType: 'application/gzip',
    });
  });

  it.each(['put', 'renew'] as const)('lets a payload live from then on with every %s', async (what) => {
    const store = new S3PayloadStore('payloads');
    const uri = await store.put(payload);
    nowMs += 86_400_000;

    await (what === 'put' ? store.put(payload) : store.renew(uri));

    expect((await head()).LastModified).toEqual(new Date(nowMs));
  });

  it('changes nothing of its life when it is read', async () => {
    const store = new S3PayloadStore('payloads');
    const uri = await store.put(payload);
    const putMs = nowMs;
    nowMs += 86_400_000;
    await store.get(uri);
    expect((await head()).LastModified).toEqual(new Date(putMs));
  });

  it.each(['s3://', 's3://payloads', 'https://payloads.s3.amazonaws.com/payloads/0123', 'payloads/0123', ''])(
    'calls gone what no URI of it can be: %s',
    async (uri) => {
      expect(await new S3PayloadStore('payloads').get(uri)).toBeUndefined();
      expect(await new S3PayloadStore('payloads').renew(uri)).toBe('gone');
    },
  );

  it('does not call gone what lies in a bucket that is not there', async () => {
    const store = new S3PayloadStore('payloads');
    await expect(store.get('s3://nobodys/payloads/0123.json.gz')).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(store.renew('s3://nobodys/payloads/0123.json.gz')).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('finds it again after its object was deleted and put', async () => {
    const store = new S3PayloadStore('payloads');
    const uri = await store.put(payload);
    await client.send(new DeleteObjectCommand({ Bucket: 'payloads', Key: 'payloads/0123.json.gz' }));
    expect(await store.get(uri)).toBeUndefined();
    expect(await store.put(payload)).toBe(uri);
    expect(await store.get(uri)).toBeDefined();
  });

  it('ends a call when its signal does', async () => {
    const store = new S3PayloadStore('payloads');
    await expect(store.put(payload, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    const reading = store.get('s3://payloads/payloads/0123.json.gz', AbortSignal.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
