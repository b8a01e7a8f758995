import type { Environment } from '../core/environment-reader';
import { AccessTokens } from './access-token';
import { ClientCredentials, type ReadSecret } from './client-credentials';
import { secretReader } from './read-secret';
import { parseRestConfig } from './rest-config';
import type { RestErrors } from './rest-failure';
import { type RestAnswer, type RestRequest, type SendOptions, sendRequest } from './send-request';
import { requestToken } from './token-request';

export interface RestClientOptions {
  /** Default: from Secrets Manager. */
  readonly readSecret?: ReadSecret;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
  /** Milliseconds one request may take. Default 3000. */
  readonly timeoutMs?: number;
}

export interface RestClientParts extends RestClientOptions {
  /** Name of the dependency; the environment says where it is (`dependencyVariables`). */
  readonly dependency: string;
  readonly errors: RestErrors;
  /** What is longer is no answer. Default 64 KiB. */
  readonly maxAnswerBytes?: number;
  /** Is called before each request but those for tokens; what it throws keeps the request from being sent. */
  readonly beforeSending?: () => void;
}

/** A request without what the client adds: base URL and token. */
export interface ClientRequest extends Omit<RestRequest, 'url'> {
  /** Begins with a slash. */
  readonly path: string;
}

/** An answer, and what was asked: method and URL, of which an error may name the path. */
export interface ClientAnswer {
  readonly request: Pick<RestRequest, 'method' | 'url'>;
  readonly answer: RestAnswer;
}

export interface RestClient {
  /**
   * Sends a request with an access token, and once more with a new one if that is refused: it may have been withdrawn.
   *
   * @throws one of the errors it was given, when there is no answer or no token
   */
  send(request: ClientRequest): Promise<ClientAnswer>;
}

/**
 * A client of a system outside over HTTPS, by OAuth 2 client credentials. Nothing is fetched before the first request.
 *
 * @throws {ConfigurationError} when the environment does not say where the system is
 */
export const createRestClient = (environment: Environment, parts: RestClientParts): RestClient => {
  const { dependency, errors, readSecret = secretReader(), now = Date.now, timeoutMs = 3000 } = parts;
  const { url, tokenUrl, secretId } = parseRestConfig(environment, dependency);
  const { maxAnswerBytes, beforeSending = () => undefined } = parts;
  const send: SendOptions = { timeoutMs, now, errors };
  const tokens = new AccessTokens({
    credentials: new ClientCredentials({ secretId, readSecret, now, errors }),
    request: (credentials) => requestToken(tokenUrl, credentials, send),
    now,
    errors,
  });
  const options = { ...send, ...(maxAnswerBytes !== undefined && { maxAnswerBytes }) };
  const attempt = async (given: ClientRequest, accessToken: string): Promise<ClientAnswer> => {
    beforeSending();
    const request = authorized(given, url, accessToken);
    return { request, answer: await sendRequest(request, options) };
  };
  return {
    send: async (request) => {
      const accessToken = await tokens.get(request.signal);
      const first = await attempt(request, accessToken);
      if (first.answer.status !== 401) return first;
      tokens.drop(accessToken);
      return attempt(request, await tokens.get(request.signal));
    },
  };
};

const authorized = ({ path, ...request }: ClientRequest, url: string, accessToken: string): RestRequest => ({
  ...request,
  url: `${url}${path}`,
  headers: { Accept: 'application/json', ...request.headers, Authorization: `Bearer ${accessToken}` },
});
