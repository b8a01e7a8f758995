import type { Payload, PayloadStore } from '../core/ports';
import { payloadPrefix } from '../contract/payload-limits';
import { payloadUri, parsePayloadUri } from '../core/payload-uri';
import type { S3Objects } from './s3-objects';

/**
 * Payloads as objects of a bucket, whose lifecycle rule removes them. The client is loaded with the first call: most
 * events never need it.
 */
export class S3PayloadStore implements PayloadStore {
  readonly #bucket: string;
  #objects: Promise<S3Objects> | undefined;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  async put({ key, bytes }: Payload, signal?: AbortSignal): Promise<string> {
    const at = { bucket: this.#bucket, key: `${payloadPrefix}${key}` };
    await (await this.#load()).put(at, bytes, signal);
    return payloadUri(at);
  }

  async get(uri: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const at = parsePayloadUri(uri);
    return at && (await this.#load()).get(at, signal);
  }

  async renew(uri: string): Promise<'renewed' | 'gone'> {
    const at = parsePayloadUri(uri);
    return at ? (await this.#load()).renew(at) : 'gone';
  }

  /** Loading it can fail, as any reading of a file can: the next call tries again. */
  async #load(): Promise<S3Objects> {
    this.#objects ??= newObjects();
    try {
      return await this.#objects;
    } catch (error) {
      this.#objects = undefined;
      throw error;
    }
  }
}

const newObjects = async (): Promise<S3Objects> => new (await import('#s3-objects')).S3Objects();
