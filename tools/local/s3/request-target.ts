import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error';

/** What a request is about. Without a bucket: all of them; without a key: the bucket. */
export interface RequestTarget {
  readonly method: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly query: URLSearchParams;
}

/** `<bucket>.localhost:4566`; an address of numbers names no bucket. */
const bucketHost = /^([a-z0-9][a-z0-9.-]*?)\.(?:s3\.)?localhost(?::\d+)?$/i;

/** Reads both ways of naming a bucket: in the path, and in the host. */
export const requestTarget = ({ method = 'GET', url = '/', headers }: IncomingMessage): RequestTarget => {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const inHost = bucketHost.exec(headers.host ?? '')?.[1];
  const [first = '', ...rest] = pathname.slice(1).split('/').map(decoded);
  const [bucket, key] = inHost === undefined ? [first, rest.join('/')] : [inHost, [first, ...rest].join('/')];
  return { method, query, ...(bucket !== '' && { bucket }), ...(key !== '' && { key }) };
};

/** The object that `x-amz-copy-source` names: `bucket/key` or `/bucket/key`, percent-encoded. */
export const copySource = (header: string): { readonly bucket: string; readonly key: string } => {
  const [, bucket, key] = /^\/?([^/]+)\/([^?]+)/.exec(header) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new S3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  return { bucket: decoded(bucket), key: decoded(key) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidArgument', 'The name is not percent-encoded UTF-8.');
  }
};
