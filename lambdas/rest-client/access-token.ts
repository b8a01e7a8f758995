import { unlessAborted } from '../core/unless-aborted';
import type { ClientCredentials, Credentials } from './client-credentials';
import type { RestErrors } from './rest-failure';
import type { IssuedToken, TokenAnswer } from './token-request';

/** A token is not used in this last part of its life, or half of a shorter one: it could expire on its way. */
const reserveSeconds = 30;

export interface AccessTokensOptions {
  readonly credentials: ClientCredentials;
  readonly request: (credentials: Credentials) => Promise<TokenAnswer>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly errors: RestErrors;
}

interface KnownToken {
  readonly accessToken: string;
  readonly usableUntilMs: number;
}

/** The client's access token: asked for once, by one request however many need it, and kept while it is good. */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  #known: KnownToken | undefined;
  #inFlight: Promise<KnownToken> | undefined;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /**
   * @param signal ends the waiting, not the request, which others wait for too
   * @throws one of the caller's errors
   */
  async get(signal: AbortSignal): Promise<string> {
    if (signal.aborted) throw this.#outOfTime(signal);
    const known = this.#known;
    if (known && this.#options.now() < known.usableUntilMs) return known.accessToken;
    this.#inFlight ??= this.#fetch().finally(() => {
      this.#inFlight = undefined;
    });
    try {
      return (await unlessAborted(this.#inFlight, signal)).accessToken;
    } catch (error) {
      throw error === signal.reason ? this.#outOfTime(signal) : error;
    }
  }

  /** The other side refused this token. One that took its place meanwhile stays. */
  drop(accessToken: string): void {
    if (this.#known?.accessToken === accessToken) this.#known = undefined;
  }

  async #fetch(): Promise<KnownToken> {
    const askedAtMs = this.#options.now();
    const { accessToken, lifetimeSeconds } = await this.#requestWithFreshCredentials();
    const usableSeconds = lifetimeSeconds - Math.min(reserveSeconds, lifetimeSeconds / 2);
    this.#known = { accessToken, usableUntilMs: askedAtMs + usableSeconds * 1000 };
    return this.#known;
  }

  /** Credentials that are refused may have been rotated since they were read. */
  async #requestWithFreshCredentials(): Promise<IssuedToken> {
    const { credentials, request } = this.#options;
    const answer = await request(await credentials.get());
    if (answer.kind === 'issued') return answer.token;
    const fresh = await credentials.refresh();
    const again = fresh ? await request(fresh) : answer;
    if (again.kind === 'refused') throw again.error;
    return again.token;
  }

  #outOfTime(signal: AbortSignal): Error {
    return this.#options.errors.of.unavailable({ request: 'access token', cause: signal.reason });
  }
}
