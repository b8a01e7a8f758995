import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type S3Server, startS3Server } from '../../../tools/local/s3/server';

let nowMs = Date.UTC(2023, 9, 27, 14, 30);
let server: S3Server;
let client: S3Client;

beforeAll(async () => {
  server = await startS3Server({ clock: { now: () => nowMs, schedule: () => () => undefined } });
  server.createBucket('payloads');
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const Bucket = 'payloads';
const bytes = Buffer.from(Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));

const put = (Key: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ...more }));
const get = async (Key: string, more: object = {}) => {
  const { Body, ...rest } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...rest, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
};

describe('the local S3', () => {
  it('listens on the loopback interface only', () => {
    expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each([
    ['as the SDK sends it by itself', {}],
    ['with SHA-256', { ChecksumAlgorithm: 'SHA256' }],
    ['as a stream, in chunks with a trailer', { Body: Readable.from([bytes]), ContentLength: bytes.length }],
  ])('gives back what was put, byte for byte: %s', async (how, more) => {
    await put(`whole/${how} ü/+?.gz`, {
      ContentType: 'application/gzip',
      Metadata: { made: 'here' },
      ...more,
    });

    const object = await get(`whole/${how} ü/+?.gz`);

    expect(object.bytes.equals(bytes)).toBe(true);
    expect(object).toMatchObject({
      ContentType: 'application/gzip',
      ContentLength: 3000,
      Metadata: { made: 'here' },
      LastModified: new Date(nowMs),
    });
  });

  it('takes an object of no bytes', async () => {
    await put('empty', { Body: Buffer.alloc(0) });
    expect((await get('empty')).bytes).toHaveLength(0);
  });

  it.each([
    ['x-amz-checksum-crc32', 'AAAAAA=='],
    ['x-amz-checksum-sha256', Buffer.alloc(32).toString('base64')],
    ['content-md5', Buffer.alloc(16).toString('base64')],
  ])('refuses what is not what its %s says', async (name, value) => {
    const response = await fetch(`${server.endpoint}/payloads/broken`, {
      method: 'PUT',
      headers: { [name]: value },
      body: bytes,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>BadDigest</Code>');
    await expect(get('broken')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('refuses chunks that are not complete', async () => {
    const response = await fetch(`${server.endpoint}/payloads/broken`, {
      method: 'PUT',
      headers: { 'content-encoding': 'aws-chunked' },
      body: '10\r\nabc',
    });
    expect(await response.text()).toContain('<Code>InvalidRequest</Code>');
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=2990-', 2990, 3000],
    ['bytes=-5', 2995, 3000],
    ['bytes=10-99999', 10, 3000],
  ])('gives a part of it: %s', async (Range, from, end) => {
    await put('parts');
    const part = await get('parts', { Range });
    expect(part.bytes.equals(bytes.subarray(from, end))).toBe(true);
    expect(part.ContentRange).toBe(`bytes ${from}-${end - 1}/3000`);
  });

  it('renews an object by a copy onto itself, which must change something', async () => {
    await put('old', { ChecksumAlgorithm: 'SHA256' });
    nowMs += 60_000;
    const copy = { Bucket, Key: 'old', CopySource: 'payloads/old' };

    await client.send(new CopyObjectCommand({ ...copy, MetadataDirective: 'REPLACE' }));

    const renewed = await client.send(new HeadObjectCommand({ Bucket, Key: 'old', ChecksumMode: 'ENABLED' }));
    expect(renewed.LastModified).toEqual(new Date(nowMs));
    expect(renewed.ChecksumSHA256).toBeDefined();
    await expect(client.send(new CopyObjectCommand(copy))).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('lists what is there page by page, and folders by a delimiter', async () => {
    server.createBucket('listed');
    for (const Key of ['a/1', 'a/2', 'b', 'c/1', 'd']) await put(Key, { Bucket: 'listed' });
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: 'listed', Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      );
      const keys = (page.Contents ?? []).map(({ Key = '' }) => Key);
      pages.push([...keys, ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix)]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    const under = await client.send(new ListObjectsV2Command({ Bucket: 'listed', Prefix: 'a/' }));

    expect(pages).toEqual([
      ['b', 'a/'],
      ['d', 'c/'],
    ]);
    expect(under.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a/1', 3000],
      ['a/2', 3000],
    ]);
  });

  it('forgets what is deleted, and what was never there', async () => {
    await put('short-lived');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    await expect(get('short-lived')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('knows its buckets', async () => {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toContain('payloads');
    await client.send(new HeadBucketCommand({ Bucket }));
    await expect(put('x', { Bucket: 'nobodys' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(get('x', { Bucket: 'nobodys' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('says so when it does not know an operation', async () => {
    const upload = client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'x' }));
    await expect(upload).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
