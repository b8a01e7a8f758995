import { createHash } from 'node:crypto';

/** What was put under a key. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: Buffer;
  /** As S3 gives it for what was put in one piece: MD5 in hex, in quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  /** Headers that are given back as they came: the content type, checksums, and whatever begins with `x-amz-meta-`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ListOptions {
  readonly prefix: string;
  /** Keys are listed up to its first occurrence behind the prefix only, once. Empty: whole. */
  readonly delimiter: string;
  /** Only what comes behind it is listed. */
  readonly after: string;
  readonly maxKeys: number;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** What a listing of the rest comes `after`; absent when there is none. */
  readonly next?: string;
}

/** The objects of one bucket, in memory. Nothing expires. */
export class Bucket {
  readonly name: string;
  readonly createdMs: number;
  readonly #objects = new Map<string, StoredObject>();

  constructor(name: string, createdMs: number) {
    this.name = name;
    this.createdMs = createdMs;
  }

  put(object: Omit<StoredObject, 'etag'>): StoredObject {
    const etag = `"${createHash('md5').update(object.bytes).digest('hex')}"`;
    const stored = { ...object, etag };
    this.#objects.set(object.key, stored);
    return stored;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  /** In the order of the keys' UTF-8. */
  list({ prefix, delimiter, after, maxKeys }: ListOptions): Listing {
    const objects: StoredObject[] = [];
    const commonPrefixes = new Set<string>();
    let last = '';
    for (const object of this.#sorted()) {
      const { key } = object;
      if (!key.startsWith(prefix) || key <= after) continue;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const group = end < 0 ? undefined : key.slice(0, end + delimiter.length);
      if (group !== undefined && (commonPrefixes.has(group) || after.startsWith(group))) {
        last = key;
        continue;
      }
      if (objects.length + commonPrefixes.size === maxKeys) {
        return { objects, commonPrefixes: [...commonPrefixes], next: last };
      }
      if (group === undefined) objects.push(object);
      else commonPrefixes.add(group);
      last = key;
    }
    return { objects, commonPrefixes: [...commonPrefixes] };
  }

  #sorted(): StoredObject[] {
    return [...this.#objects.values()].toSorted((a, b) =>
      Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    );
  }
}
