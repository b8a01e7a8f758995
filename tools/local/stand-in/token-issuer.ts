import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';

export interface TokenIssuerOptions {
  readonly clock: Clock;
  readonly lifetimeSeconds: number;
}

/** Gives bearer tokens and tells which are in force. In memory. */
export class TokenIssuer {
  readonly #clock: Clock;
  readonly #expiryMs = new Map<string, number>();
  #issued = 0;
  /** Of the tokens that are issued from now on. */
  lifetimeSeconds: number;

  constructor({ clock, lifetimeSeconds }: TokenIssuerOptions) {
    this.#clock = clock;
    this.lifetimeSeconds = lifetimeSeconds;
  }

  /** How many tokens were issued. */
  get issued(): number {
    return this.#issued;
  }

  issue(): string {
    const nowMs = this.#clock.now();
    for (const [token, expiresAtMs] of this.#expiryMs) if (expiresAtMs <= nowMs) this.#expiryMs.delete(token);
    const token = randomBytes(32).toString('base64url');
    this.#expiryMs.set(token, nowMs + this.lifetimeSeconds * 1000);
    this.#issued += 1;
    return token;
  }

  /** Good until the moment it expires, and not in that moment. */
  isInForce(token: string): boolean {
    return this.#clock.now() < (this.#expiryMs.get(token) ?? Number.NEGATIVE_INFINITY);
  }

  /** No token that was issued so far is good any longer. */
  revokeAll(): void {
    this.#expiryMs.clear();
  }
}

/** The token of `Authorization: Bearer`, `undefined` when the header is absent or malformed. Source: RFC 6750 §2.1. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
