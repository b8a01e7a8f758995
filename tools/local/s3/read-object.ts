import type { StoredObject } from './bucket';
import type { S3Request, S3Response } from './request';
import { S3Error } from './s3-error';

/** Headers that an object keeps, those of its checksums aside. */
export const keptOf = (headers: S3Request['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && (name === 'content-type' || name.startsWith('x-amz-meta-'))
        ? [[name, value]]
        : [],
    ),
  );

export const checksumsOf = ({ headers }: StoredObject): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-')));

/** Of `bytes=0-9`, `bytes=10-` and `bytes=-5`; anything else means all of it, as in HTTP. */
const rangeOf = (
  header: string | undefined,
  size: number,
): readonly [from: number, end: number] | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (from < end) return [from, end];
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable');
};

/** Answers GET and HEAD of an object. */
export const readObject = (object: StoredObject, { method, headers }: S3Request): S3Response => {
  const { bytes, etag, modifiedMs } = object;
  const range = rangeOf(headers['range'], bytes.length);
  const [from, end] = range ?? [0, bytes.length];
  const wantsChecksums = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      ...keptOf(object.headers),
      ...(wantsChecksums && checksumsOf(object)),
      ...(range && { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}` }),
      'accept-ranges': 'bytes',
      'content-length': String(end - from),
      'last-modified': new Date(modifiedMs).toUTCString(),
      etag,
    },
    ...(method === 'GET' && { body: bytes.subarray(from, end) }),
  };
};
