import * as z from 'zod';
import { problemsIn } from '../stand-in/problems-in';

/** Where the platform's API lies, and its records with it. */
export const apiPath = '/api/v2/';

/** Records by their path, which is what an event's `resourceUri` names. */
export const recordsSchema = z.record(z.string().startsWith(apiPath), z.unknown());

/** The records that the platform has. In memory. */
export class Records {
  readonly #byPath: Map<string, unknown>;

  constructor(records: z.output<typeof recordsSchema>) {
    this.#byPath = new Map(Object.entries(records));
  }

  has(path: string): boolean {
    return this.#byPath.has(path);
  }

  get(path: string): unknown {
    return this.#byPath.get(path);
  }

  all(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#byPath);
  }

  put(path: string, record: unknown): void {
    this.#byPath.set(path, record);
  }

  /** Adds records, or replaces those that are there. Gives what is wrong with them. */
  putAll(value: unknown): readonly string[] {
    const parsed = recordsSchema.safeParse(value);
    if (!parsed.success) return problemsIn(parsed.error);
    for (const [path, record] of Object.entries(parsed.data)) this.put(path, record);
    return [];
  }

  delete(path: string): void {
    this.#byPath.delete(path);
  }

  clear(): void {
    this.#byPath.clear();
  }
}
