import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error';

export interface ObjectBody {
  readonly bytes: Buffer;
  /** As they came, those of a trailer included: `x-amz-checksum-sha256` and the like. */
  readonly checksums: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string | undefined>>;

const checksumHeader = /^x-amz-checksum-(?!algorithm$|type$|mode$)/;

/** Those that are checked; of others (CRC32C, CRC64NVME, SHA-1) the values are kept and given back. */
const checksumOf: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'x-amz-checksum-crc32': (bytes) => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(crc32(bytes));
    return four.toString('base64');
  },
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
};

/**
 * What is put: the body itself, or the chunks that an SDK makes of it (`aws-chunked`), with checksums in a trailer.
 *
 * @throws {S3Error} when it is not what a checksum says
 */
export const objectBody = (body: Buffer, headers: Headers): ObjectBody => {
  const isChunked = /(?:^|,)\s*aws-chunked/.test(headers['content-encoding'] ?? '');
  const { bytes, trailer } = isChunked ? joinChunks(body) : { bytes: body, trailer: {} };
  const given = Object.entries({ ...headers, ...trailer }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  for (const [name, value] of given) {
    if (checksumOf[name] && checksumOf[name](bytes) !== value) {
      throw new S3Error('BadDigest', `The ${name} you specified did not match what we received.`);
    }
  }
  return { bytes, checksums: Object.fromEntries(given.filter(([name]) => checksumHeader.test(name))) };
};

const lineEnd = '\r\n';

/** `<size in hex>[;chunk-signature=…]`, the chunk; an empty one ends it, and the trailer follows. */
const joinChunks = (
  body: Buffer,
): { readonly bytes: Buffer; readonly trailer: Readonly<Record<string, string>> } => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf(lineEnd, at);
    const size = end < 0 ? Number.NaN : Number.parseInt(body.toString('latin1', at, end), 16);
    const from = end + lineEnd.length;
    if (Number.isNaN(size) || from + size > body.length) {
      throw new S3Error('InvalidRequest', 'The chunks of the body are not complete.');
    }
    if (size === 0)
      return { bytes: Buffer.concat(chunks), trailer: trailerIn(body.toString('latin1', from)) };
    chunks.push(body.subarray(from, from + size));
    at = from + size + lineEnd.length;
  }
};

const trailerIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(lineEnd).flatMap((line) => {
      const [, name, value] = /^([^:]+):(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()] as const];
    }),
  );
