import { type Answer, Refusal } from '../stand-in/answer';
import type { Credentials } from '../stand-in/basic-credentials';
import type { StandInRequest } from '../stand-in/stand-in-request';
import { bearerToken, type TokenIssuer } from '../stand-in/token-issuer';
import { type TokenRequestFault, tokenRequestFault } from '../stand-in/token-request';
import { apiError } from './api-error';

/** `POST /oauth/token`, which the platform serves at `login.<domain>`. */
export const answerTokenRequest = (
  request: StandInRequest,
  tokens: TokenIssuer,
  client: Credentials,
): Answer => {
  const fault = tokenRequestFault(request, client);
  if (fault !== undefined) return loginError(fault);
  const { lifetimeSeconds } = tokens;
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
    body: { access_token: tokens.issue(), token_type: 'bearer', expires_in: lifetimeSeconds },
  };
};

/** The token that a request bears. @throws {Refusal} 401 when there is none, or none in force */
export const demandToken = ({ headers }: StandInRequest, tokens: TokenIssuer): string => {
  const token = bearerToken(headers.authorization);
  if (token === undefined) throw new Refusal(apiError('authentication.required'));
  if (!tokens.isInForce(token)) throw new Refusal(apiError('bad.credentials'));
  return token;
};

const descriptions: Readonly<Record<TokenRequestFault, string>> = {
  invalid_request: 'invalid request',
  invalid_client: 'authentication failed',
  unsupported_grant_type: 'unsupported grant type',
};

/** The login service says what is wrong under two names. */
const loginError = (error: TokenRequestFault): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  headers: { 'Cache-Control': 'no-store' },
  body: { error, description: descriptions[error], error_description: descriptions[error] },
});
