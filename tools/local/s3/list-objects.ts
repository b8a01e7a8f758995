import type { Bucket } from './bucket';
import type { S3Response } from './request';
import { xmlResponse } from './xml';

const defaultMaxKeys = 1000;

/** Answers ListObjects, in its second version and as far as it is the same in its first. */
export const listObjects = (bucket: Bucket, query: URLSearchParams): S3Response => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(Number(query.get('max-keys') ?? defaultMaxKeys), defaultMaxKeys);
  const token = query.get('continuation-token');
  const after =
    token === null ? (query.get('start-after') ?? query.get('marker') ?? '') : decodedToken(token);
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string): string => text;
  const { objects, commonPrefixes, next } = bucket.list({ prefix, delimiter, after, maxKeys });
  return xmlResponse('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: maxKeys,
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: objects.length + commonPrefixes.length,
    IsTruncated: next !== undefined,
    NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
    Contents: objects.map((object) => ({
      Key: encode(object.key),
      LastModified: new Date(object.modifiedMs).toISOString(),
      ETag: object.etag,
      Size: object.bytes.length,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

const decodedToken = (token: string): string => Buffer.from(token, 'base64url').toString();
