import { failureOf } from '../../../tools/operator/source/send-delivery';

describe('a failed connection', () => {
  it.each([
    ['ECONNREFUSED', 'REFUSED'],
    ['ENOTFOUND', 'UNKNOWN_HOST'],
    ['EAI_AGAIN', 'UNKNOWN_HOST'],
    ['CERT_HAS_EXPIRED', 'TLS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS'],
    ['EPROTO', 'TLS'],
    ['UND_ERR_CONNECT_TIMEOUT', 'TIMEOUT'],
    ['UND_ERR_HEADERS_TIMEOUT', 'TIMEOUT'],
    ['ETIMEDOUT', 'TIMEOUT'],
    ['TimeoutError', 'TIMEOUT'],
    ['HPE_INVALID_CONSTANT', 'NOT_HTTP'],
    ['HTTPParserError', 'NOT_HTTP'],
    ['ECONNRESET', 'BROKEN'],
    ['UND_ERR_SOCKET', 'BROKEN'],
    ['anything', 'BROKEN'],
  ])('is told by its code: %s is %s', (code, failure) => {
    expect(failureOf(code)).toBe(failure);
  });
});
