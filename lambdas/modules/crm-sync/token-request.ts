import * as z from 'zod/mini';
import type { Credentials } from './client-credentials';
import { CrmRejectedError, CrmUnauthorizedError, CrmUnusableAnswerError } from './crm-errors';
import { type CrmRequest, errorOf, failureOf, type SendOptions, sendRequest } from './send-request';

export interface IssuedToken {
  /** May stand in a header as it is. */
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
}

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
 * @throws {CrmError}; {CrmUnauthorizedError} for every refusal, as it cannot be the fault of an event
 */
export const requestToken = async (
  tokenUrl: string,
  credentials: Credentials,
  options: SendOptions,
): Promise<IssuedToken> => {
  const request: CrmRequest = {
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
  const answer = await sendRequest(request, options);
  if (answer.status !== 200) {
    const error = errorOf(request, answer);
    throw error instanceof CrmRejectedError ? new CrmUnauthorizedError(failureOf(request, answer)) : error;
  }
  const parsed = tokenSchema.safeParse(answer.json);
  if (!parsed.success) throw new CrmUnusableAnswerError(failureOf(request, answer));
  const { access_token: accessToken, expires_in: lifetime } = parsed.data;
  return { accessToken, lifetimeSeconds: Number(lifetime ?? assumedLifetimeSeconds) };
};

const basic = ({ clientId, clientSecret }: Credentials): string =>
  `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;

/** Leaves letters, digits and `*-._` as they are. */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
