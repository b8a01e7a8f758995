import { basicCredentials, type Credentials, sameCredentials } from './basic-credentials';
import { hasMediaType, type StandInRequest } from './stand-in-request';

/** What can be wrong with a token request. Source: RFC 6749 §5.2. */
export type TokenRequestFault = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type';

/**
 * What is wrong with a request for a token by client credentials; `undefined` when it is to be granted.
 * Source: RFC 6749 §4.4.
 */
export const tokenRequestFault = (
  request: StandInRequest,
  expected: Credentials,
): TokenRequestFault | undefined => {
  if (!hasMediaType(request, 'application/x-www-form-urlencoded')) return 'invalid_request';
  const client = basicCredentials(request.headers.authorization);
  if (!client || !sameCredentials(client, expected)) return 'invalid_client';
  const form = new URLSearchParams(request.body.toString('utf8'));
  // One way of authentication a request, and no parameter twice: RFC 6749 §2.3, §3.2.
  if (form.has('client_secret') || new Set(form.keys()).size !== form.size) return 'invalid_request';
  const grantType = form.get('grant_type');
  if (!grantType) return 'invalid_request';
  return grantType === 'client_credentials' ? undefined : 'unsupported_grant_type';
};
