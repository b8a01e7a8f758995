import * as z from 'zod/mini';
import type { Credentials } from './client-credentials';
import { kindOf } from './rest-failure';
import { failureOf, type RestRequest, type SendOptions, sendRequest } from './send-request';

export interface IssuedToken {
  /** May stand in a header as it is. */
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
}

/** `refused`: these credentials are not let in; what to throw, unless there are others. */
export type TokenAnswer =
  | { readonly kind: 'issued'; readonly token: IssuedToken }
  | { readonly kind: 'refused'; readonly error: Error };

/** Where the answer does not say how long its token is good. */
const assumedLifetimeSeconds = 300;

/** Some servers write the lifetime as text. A token of other characters would be quoted by the error of `fetch`. */
const tokenSchema = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]{1,8192}$/)),
  token_type: z.string().check(z.regex(/^bearer$/i)),
  expires_in: z.nullish(z.union([z.number().check(z.nonnegative()), z.string().check(z.regex(/^\d{1,9}$/))])),
});

/**
 * Asks for an access token with client credentials. Source: RFC 6749 §4.4; §2.3.1 for the encoding of id and secret.
 *
 * @returns `refused` for every refusal, as it cannot be the fault of an event
 * @throws one of the caller's errors
 */
export const requestToken = async (
  tokenUrl: string,
  credentials: Credentials,
  options: SendOptions,
): Promise<TokenAnswer> => {
  const request: RestRequest = {
    method: 'POST',
    url: tokenUrl,
    headers: {
      Accept: 'application/json',
      Authorization: basic(credentials),
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
    signal: AbortSignal.timeout(options.timeoutMs),
  };
  const { of } = options.errors;
  const answer = await sendRequest(request, options);
  const failure = failureOf(request, answer);
  if (answer.status !== 200) {
    const kind = kindOf(answer.status);
    const isRefused = kind === 'rejected' || kind === 'unauthorized';
    if (isRefused) return { kind: 'refused', error: of.unauthorized(failure) };
    throw of[kind](failure);
  }
  const parsed = tokenSchema.safeParse(answer.json);
  if (!parsed.success) throw of['unusable-answer'](failure);
  const { access_token: accessToken, expires_in: lifetime } = parsed.data;
  return {
    kind: 'issued',
    token: { accessToken, lifetimeSeconds: Number(lifetime ?? assumedLifetimeSeconds) },
  };
};

const basic = ({ clientId, clientSecret }: Credentials): string =>
  `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;

/** Leaves letters, digits and `*-._` as they are. */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
