import type { Payload, PayloadStore } from '../../lambdas/core/ports';

/** Payloads without S3, with every call written down; it fails on demand. */
export class InMemoryPayloads implements PayloadStore {
  /** By URI. */
  readonly kept = new Map<string, Uint8Array>();
  /** Such as `put s3://bucket/payloads/…`. */
  readonly calls: string[] = [];
  /** What every call is answered with. */
  failure: Error | undefined;

  async put({ key, bytes }: Payload): Promise<string> {
    const uri = `s3://in-memory/payloads/${key}`;
    this.#called('put', uri);
    this.kept.set(uri, Uint8Array.from(bytes));
    return uri;
  }

  async get(uri: string): Promise<Uint8Array | undefined> {
    this.#called('get', uri);
    return this.kept.get(uri);
  }

  async renew(uri: string): Promise<'renewed' | 'gone'> {
    this.#called('renew', uri);
    return this.kept.has(uri) ? 'renewed' : 'gone';
  }

  #called(what: string, uri: string): void {
    this.calls.push(`${what} ${uri}`);
    if (this.failure) throw this.failure;
  }
}
