import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { type Answer, problem, Refusal } from './answer';
import { basicCredentials, type Credentials, sameCredentials } from './basic-credentials';
import { type CrmRequest, hasMediaType } from './crm-request';

export interface TokenIssuerOptions {
  readonly client: Credentials;
  readonly clock: Clock;
  readonly lifetimeSeconds: number;
}

/** Gives tokens for client credentials and tells which are good. Source: RFC 6749 §4.4, §5; RFC 6750 §3. */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;
  readonly #expiryMs = new Map<string, number>();
  #issued = 0;

  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  /** How many tokens were issued. */
  get issued(): number {
    return this.#issued;
  }

  /** `POST /oauth/token` */
  answer(request: CrmRequest): Answer {
    const fault = this.#faultOf(request);
    if (fault !== undefined) return oauthError(fault);
    const body = {
      access_token: this.#issue(),
      token_type: 'Bearer',
      expires_in: this.#options.lifetimeSeconds,
    };
    return { status: 200, headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' }, body };
  }

  /** @throws {Refusal} 401 when the request bears no token in force */
  demandToken(request: CrmRequest): void {
    const { authorization } = request.headers;
    const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
    const expiresAtMs = this.#expiryMs.get(token ?? '') ?? Number.NEGATIVE_INFINITY;
    if (this.#options.clock.now() < expiresAtMs) return;
    const challenge = authorization === undefined ? '' : ', error="invalid_token"';
    throw new Refusal(
      problem(401, {
        title: 'Unauthorized',
        detail: 'Send a Bearer token from /oauth/token that has not expired.',
        headers: { 'WWW-Authenticate': `Bearer realm="crm"${challenge}` },
      }),
    );
  }

  #faultOf(request: CrmRequest): OauthFault | undefined {
    if (!hasMediaType(request, 'application/x-www-form-urlencoded')) return 'invalid_request';
    const client = basicCredentials(request.headers.authorization);
    if (!client || !sameCredentials(client, this.#options.client)) return 'invalid_client';
    const form = new URLSearchParams(request.body.toString('utf8'));
    // One way of authentication a request, and no parameter twice: RFC 6749 §2.3, §3.2.
    if (form.has('client_secret') || new Set(form.keys()).size !== form.size) return 'invalid_request';
    const grantType = form.get('grant_type');
    if (!grantType) return 'invalid_request';
    return grantType === 'client_credentials' ? undefined : 'unsupported_grant_type';
  }

  #issue(): string {
    const nowMs = this.#options.clock.now();
    for (const [token, expiresAtMs] of this.#expiryMs) if (expiresAtMs <= nowMs) this.#expiryMs.delete(token);
    const token = randomBytes(32).toString('base64url');
    this.#expiryMs.set(token, nowMs + this.#options.lifetimeSeconds * 1000);
    this.#issued += 1;
    return token;
  }
}

const descriptions = {
  invalid_request:
    'Send grant_type once, as application/x-www-form-urlencoded, and the credentials in the header only.',
  invalid_client: 'Send the client id and secret, form-encoded, by HTTP Basic authentication.',
  unsupported_grant_type: 'The grant type must be client_credentials.',
} as const;

type OauthFault = keyof typeof descriptions;

const oauthError = (error: OauthFault): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  headers: {
    'Cache-Control': 'no-store',
    ...(error === 'invalid_client' && { 'WWW-Authenticate': 'Basic realm="crm"' }),
  },
  body: { error, error_description: descriptions[error] },
});
