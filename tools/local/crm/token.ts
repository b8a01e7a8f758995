import { type Answer, problem, Refusal } from '../stand-in/answer';
import type { Credentials } from '../stand-in/basic-credentials';
import type { StandInRequest } from '../stand-in/stand-in-request';
import { bearerToken, type TokenIssuer } from '../stand-in/token-issuer';
import { type TokenRequestFault, tokenRequestFault } from '../stand-in/token-request';

/** `POST /oauth/token`. Source: RFC 6749 §4.4, §5. */
export const answerTokenRequest = (
  request: StandInRequest,
  tokens: TokenIssuer,
  client: Credentials,
): Answer => {
  const fault = tokenRequestFault(request, client);
  if (fault !== undefined) return oauthError(fault);
  const body = {
    access_token: tokens.issue(),
    token_type: 'Bearer',
    expires_in: tokens.lifetimeSeconds,
  };
  return { status: 200, headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' }, body };
};

/** Source: RFC 6750 §3. @throws {Refusal} 401 when the request bears no token in force */
export const demandToken = ({ headers: { authorization } }: StandInRequest, tokens: TokenIssuer): void => {
  const token = bearerToken(authorization);
  if (token !== undefined && tokens.isInForce(token)) return;
  const challenge = authorization === undefined ? '' : ', error="invalid_token"';
  throw new Refusal(
    problem(401, {
      title: 'Unauthorized',
      detail: 'Send a Bearer token from /oauth/token that has not expired.',
      headers: { 'WWW-Authenticate': `Bearer realm="crm"${challenge}` },
    }),
  );
};

const descriptions: Readonly<Record<TokenRequestFault, string>> = {
  invalid_request:
    'Send grant_type once, as application/x-www-form-urlencoded, and the credentials in the header only.',
  invalid_client: 'Send the client id and secret, form-encoded, by HTTP Basic authentication.',
  unsupported_grant_type: 'The grant type must be client_credentials.',
};

const oauthError = (error: TokenRequestFault): Answer => ({
  status: error === 'invalid_client' ? 401 : 400,
  headers: {
    'Cache-Control': 'no-store',
    ...(error === 'invalid_client' && { 'WWW-Authenticate': 'Basic realm="crm"' }),
  },
  body: { error, error_description: descriptions[error] },
});
