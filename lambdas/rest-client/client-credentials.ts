import * as z from 'zod/mini';
import type { RestErrors } from './rest-failure';

/** As the dependency's secret has them: `{"clientId": …, "clientSecret": …}`. */
const credentialsSchema = z.object({
  clientId: z.string().check(z.minLength(1)),
  clientSecret: z.string().check(z.minLength(1)),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/** Gives a secret's current text. */
export type ReadSecret = (secretId: string) => Promise<string | undefined>;

/** After a refusal the secret is read again, once in this time however many are refused. */
const minRefreshIntervalMs = 30_000;

export interface ClientCredentialsOptions {
  readonly secretId: string;
  readonly readSecret: ReadSecret;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly errors: RestErrors;
}

/** The client's credentials, read once and kept. */
export class ClientCredentials {
  readonly #options: ClientCredentialsOptions;
  #known: Credentials | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClientCredentialsOptions) {
    this.#options = options;
  }

  /** @throws the caller's error for credentials */
  async get(): Promise<Credentials> {
    this.#known ??= await this.#read();
    return this.#known;
  }

  /**
   * Reads the credentials again, because those known were refused: they may have been rotated.
   *
   * @returns `undefined` when they are the same, or were read again a moment ago
   * @throws the caller's error for credentials
   */
  async refresh(): Promise<Credentials | undefined> {
    const nowMs = this.#options.now();
    if (nowMs - this.#refreshedAtMs < minRefreshIntervalMs) return undefined;
    this.#refreshedAtMs = nowMs;
    const before = this.#known;
    const credentials = await this.#read();
    this.#known = credentials;
    const isNew =
      credentials.clientId !== before?.clientId || credentials.clientSecret !== before.clientSecret;
    return isNew ? credentials : undefined;
  }

  async #read(): Promise<Credentials> {
    const text = await this.#options.readSecret(this.#options.secretId).catch((cause: unknown) => {
      throw this.#options.errors.credentials('their secret cannot be read.', { cause });
    });
    const parsed = credentialsSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw this.#options.errors.credentials(
      'their secret must be {"clientId": "…", "clientSecret": "…"}; mend it.',
    );
  }
}

const parseJson = (text: string | undefined): unknown => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return value;
  } catch {
    // The error would quote the secret.
    return undefined;
  }
};
