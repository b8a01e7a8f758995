import type { Clock } from '../clock';
import { Bucket, type StoredObject } from './bucket';
import { listObjects } from './list-objects';
import { objectBody } from './object-body';
import { checksumsOf, keptOf, readObject } from './read-object';
import type { S3Request, S3Response } from './request';
import { copySource } from './request-target';
import { S3Error } from './s3-error';
import { xmlResponse } from './xml';

/** Parameters of a query that name another operation, none of which is here. */
const others = [
  'uploads',
  'uploadId',
  'acl',
  'tagging',
  'versioning',
  'versions',
  'policy',
  'delete',
  'lifecycle',
];

/** S3 as far as objects that are put and read in one piece go. */
export class S3Operations {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  createBucket(name: string): void {
    if (!this.#buckets.has(name)) this.#buckets.set(name, new Bucket(name, this.#clock.now()));
  }

  /** @throws {S3Error} */
  perform(request: S3Request): S3Response {
    const { method, bucket, key, query } = request;
    const other = others.find((name) => query.has(name));
    if (other !== undefined) throw new S3Error('NotImplemented', `The local S3 does not know ?${other}.`);
    if (bucket === undefined) return this.#listBuckets();
    if (key === undefined) return this.#onBucket(request, bucket);
    const of = this.#bucket(bucket);
    switch (method) {
      case 'PUT':
        return request.headers['x-amz-copy-source'] === undefined
          ? this.#put(request, of, key)
          : this.#copy(request, of, key);
      case 'GET':
      case 'HEAD':
        return readObject(objectIn(of, key), request);
      case 'DELETE':
        of.delete(key);
        return { status: 204 };
      default:
        throw notAllowed();
    }
  }

  #onBucket({ method, query }: S3Request, name: string): S3Response {
    switch (method) {
      case 'PUT':
        this.createBucket(name);
        return { status: 200, headers: { location: `/${name}` } };
      case 'HEAD':
        this.#bucket(name);
        return { status: 200 };
      case 'GET':
        if (query.has('location')) return xmlResponse('LocationConstraint', {});
        return listObjects(this.#bucket(name), query);
      default:
        throw notAllowed();
    }
  }

  #listBuckets(): S3Response {
    const buckets = [...this.#buckets.values()].map(({ name, createdMs }) => ({
      Name: name,
      CreationDate: new Date(createdMs).toISOString(),
    }));
    return xmlResponse('ListAllMyBucketsResult', { Owner: owner, Buckets: { Bucket: buckets } });
  }

  #put({ headers, body }: S3Request, bucket: Bucket, key: string): S3Response {
    const { bytes, checksums } = objectBody(body, headers);
    const kept = { ...keptOf(headers), ...checksums };
    const { etag } = bucket.put({ key, bytes, headers: kept, modifiedMs: this.#clock.now() });
    return { status: 200, headers: { etag, ...checksums } };
  }

  #copy({ headers }: S3Request, bucket: Bucket, key: string): S3Response {
    const from = copySource(headers['x-amz-copy-source'] ?? '');
    const source = objectIn(this.#bucket(from.bucket), from.key);
    const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
    if (!replaces && from.bucket === bucket.name && from.key === key) {
      throw new S3Error(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    const kept = replaces ? { ...checksumsOf(source), ...keptOf(headers) } : source.headers;
    const { bytes } = source;
    const copied = bucket.put({ key, bytes, headers: kept, modifiedMs: this.#clock.now() });
    return xmlResponse('CopyObjectResult', {
      ETag: copied.etag,
      LastModified: new Date(copied.modifiedMs).toISOString(),
    });
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket) return bucket;
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  }
}

const owner = { ID: 'local', DisplayName: 'local' };

const notAllowed = (): S3Error =>
  new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');

const objectIn = (bucket: Bucket, key: string): StoredObject => {
  const object = bucket.get(key);
  if (object) return object;
  throw new S3Error('NoSuchKey', 'The specified key does not exist.');
};
