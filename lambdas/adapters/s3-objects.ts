import {
  CopyObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectAddress } from '../core/payload-uri';
import { clientConfiguration } from './client-configuration';

/** Objects are put, read and renewed: no more of the client is loaded than that takes. */
export class S3Objects {
  readonly #client = new S3Client({
    ...clientConfiguration,
    // What is read carries a checksum of its own.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // No local server answers to the name of a bucket.
    forcePathStyle: Boolean(process.env['AWS_ENDPOINT_URL_S3']),
  });

  /** S3 checks what it got against its checksum, and keeps that. */
  async put({ bucket, key }: ObjectAddress, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: bytes,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
    });
    await this.#client.send(command, { ...(signal && { abortSignal: signal }) });
  }

  /** @returns `undefined` for one that is gone, which S3 tells only to those who may list the bucket */
  async get({ bucket, key }: ObjectAddress, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    try {
      const { Body } = await this.#client.send(command, { ...(signal && { abortSignal: signal }) });
      return await Body?.transformToByteArray();
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** A copy onto itself: the lifecycle rule counts from then on. */
  async renew({ bucket, key }: ObjectAddress): Promise<'renewed' | 'gone'> {
    const command = new CopyObjectCommand({
      Bucket: bucket,
      Key: key,
      CopySource: `${bucket}/${key}`,
      // S3 refuses a copy onto itself that changes nothing.
      MetadataDirective: 'REPLACE',
      ContentType: contentType,
    });
    try {
      await this.#client.send(command);
      return 'renewed';
    } catch (error) {
      if (isGone(error)) return 'gone';
      throw error;
    }
  }
}

const contentType = 'application/gzip';

/** The object, not the bucket: that one is missing only by mistake, and comes back. */
const isGone = (error: unknown): boolean =>
  error instanceof NoSuchKey || (error instanceof S3ServiceException && error.name === 'NoSuchKey');
