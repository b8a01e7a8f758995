import * as z from 'zod/mini';
import type { Environment } from '../../core/environment-reader';
import { AccessTokens } from './access-token';
import { ClientCredentials, type ReadSecret } from './client-credentials';
import { parseCrmConfig } from './crm-config';
import { CrmUnusableAnswerError } from './crm-errors';
import type { ActivityRequest, CrmPort } from './crm-port';
import { secretReader } from './read-secret';
import {
  type CrmAnswer,
  type CrmRequest,
  errorOf,
  failureOf,
  type SendOptions,
  sendRequest,
} from './send-request';
import { requestToken } from './token-request';

export interface CrmClientOptions {
  /** Default: from Secrets Manager. */
  readonly readSecret?: ReadSecret;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
  /** Milliseconds one request may take. Default 3000. */
  readonly timeoutMs?: number;
}

/**
 * A CRM over HTTPS, as the environment says (`dependencyVariables('crm')`). Nothing is fetched before the first
 * activity.
 *
 * @throws {ConfigurationError} when the environment does not say where the CRM is
 */
export const createCrmClient = (environment: Environment, options: CrmClientOptions = {}): CrmPort => {
  const { url, tokenUrl, secretId } = parseCrmConfig(environment);
  const { readSecret = secretReader(), now = Date.now, timeoutMs = 3000 } = options;
  const send: SendOptions = { timeoutMs, now };
  const tokens = new AccessTokens({
    credentials: new ClientCredentials({ secretId, readSecret, now }),
    request: (credentials) => requestToken(tokenUrl, credentials, send),
    now,
  });
  return { putActivity: (request) => putActivity(request, { url, tokens, send }) };
};

interface Access {
  readonly url: string;
  readonly tokens: AccessTokens;
  readonly send: SendOptions;
}

/** A token that is refused may have been withdrawn: one more attempt with a new one. */
const putActivity = async (
  activity: ActivityRequest,
  { url, tokens, send }: Access,
): Promise<{ readonly created: boolean }> => {
  const accessToken = await tokens.get(activity.signal);
  const request = requestOf(activity, url, accessToken);
  const answer = await sendRequest(request, send);
  if (answer.status !== 401) return resultOf(activity, request, answer);
  tokens.drop(accessToken);
  const again = requestOf(activity, url, await tokens.get(activity.signal));
  return resultOf(activity, again, await sendRequest(again, send));
};

const requestOf = (
  { id, activity, idempotencyKey, signal }: ActivityRequest,
  url: string,
  accessToken: string,
): CrmRequest => ({
  method: 'PUT',
  url: `${url}/activities/${encodeURIComponent(id)}`,
  headers: {
    Accept: 'application/json',
    Authorization: `Bearer ${accessToken}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': idempotencyKey,
  },
  body: JSON.stringify(activity),
  signal,
});

/** Says under which id the activity stands; whoever is not the CRM could not know. */
const answerSchema = z.object({ id: z.string() });

const resultOf = (
  { id }: ActivityRequest,
  request: CrmRequest,
  answer: CrmAnswer,
): { readonly created: boolean } => {
  if (answer.status !== 200 && answer.status !== 201) throw errorOf(request, answer);
  const parsed = answerSchema.safeParse(answer.json);
  if (parsed.data?.id !== id) throw new CrmUnusableAnswerError(failureOf(request, answer));
  return { created: answer.status === 201 };
};
