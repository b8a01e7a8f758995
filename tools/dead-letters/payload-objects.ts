import { CopyObjectCommand, GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { parsePayloadUri } from '../../lambdas/core/payload-uri';

/** What dead letters refer to because it is too large for a message. */
export class PayloadObjects {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  /** @returns `undefined` when it is gone */
  async get(uri: string): Promise<Uint8Array | undefined> {
    const at = parsePayloadUri(uri);
    if (!at) return undefined;
    return unlessGone(async () => {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: at.bucket, Key: at.key }));
      return Body?.transformToByteArray();
    });
  }

  /** By a copy onto itself, its bucket keeps it as long again as when it was new. */
  async renew(uri: string): Promise<'renewed' | 'gone'> {
    const at = parsePayloadUri(uri);
    if (!at) return 'gone';
    const command = new CopyObjectCommand({
      Bucket: at.bucket,
      Key: at.key,
      CopySource: `${at.bucket}/${at.key}`,
      // S3 refuses a copy onto itself that changes nothing.
      MetadataDirective: 'REPLACE',
      ContentType: 'application/gzip',
    });
    return (await unlessGone(() => this.#s3.send(command))) ? 'renewed' : 'gone';
  }
}

const unlessGone = async <Result>(call: () => Promise<Result>): Promise<Result | undefined> => {
  try {
    return await call();
  } catch (error) {
    // A copy's error has no class of its own.
    if (error instanceof NoSuchKey || (error instanceof Error && error.name === 'NoSuchKey'))
      return undefined;
    throw error;
  }
};
