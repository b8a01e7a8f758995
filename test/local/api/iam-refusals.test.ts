import { ManualClock } from '../../../tools/local/clock';
import {
  amzDate,
  type Answer,
  authorization,
  type Given,
  type IamApi,
  localKey,
  mismatch,
  plain,
  type Request,
  signatures,
  signedMs,
  startIamApi,
} from './iam-api';

let api: IamApi;
beforeAll(async () => {
  api = await startIamApi();
});
afterAll(() => api.close());
beforeEach(() => api.forget());

describe('a route that IAM authorises refuses', () => {
  afterEach(() => expect(api.events).toEqual([]));

  it('a request without a signature', async () => {
    expect(await api.send({})).toEqual({
      status: 403,
      errorType: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    expect(api.requests).toMatchObject([{ statusCode: 403, gatewayError: 'MISSING_AUTHENTICATION_TOKEN' }]);
  });

  it.each<[string, Given]>([
    ['another signature', { signature: signatures[plain].replace('1', '2') }],
    ['the signature of another request', { signature: signatures['/state/m/a-b_c.d~e'] }],
    ['the date of another day in its scope', { scope: '20260408/us-east-1/execute-api/aws4_request' }],
    ['a signed header that was not sent', { signedHeaders: 'host;x-amz-date;x-other' }],
    ['a header less signed than there is', { signedHeaders: 'host' }],
  ])('%s', async (_, given) => {
    expect(await api.send({ headers: authorization(given) })).toEqual(mismatch);
  });

  it.each<[string, Request]>([
    ['method', { method: 'DELETE' }],
    ['path', { path: '/state/agent-presence/agent-8' }],
    ['path that only decodes to the same', { path: '/state/agent-presence/agent%2D7' }],
    ['query', { path: `${plain}?a=1` }],
    ['host', { headers: { Host: 'another.test' } }],
    ['time', { headers: { 'X-Amz-Date': '20260409T123457Z' } }],
  ])('the signature of a request with another %s', async (_, { headers, ...request }) => {
    expect(await api.send({ ...request, headers: { ...authorization(), ...headers } })).toEqual(mismatch);
  });

  it('a path that is signed as it is, and says what it should have been', async () => {
    // As the others, but over a canonical path that is the path sent.
    const signature = 'f91a5ce4b192a1fd548835871ff926c491f19cc836f69330cada3235eed56a2e';

    expect(
      await api.send({ path: '/state/m/a%2Fb%F0%9F%98%80', headers: authorization({ signature }) }),
    ).toEqual({
      ...mismatch,
      message: expect.stringContaining("'/state/m/a%252Fb%25F0%259F%2598%2580'"),
    });
    expect(api.requests).toMatchObject([
      { gatewayError: 'INVALID_SIGNATURE', gatewayMessage: expect.stringContaining('%252F') },
    ]);
  });

  it('a key that it does not know', async () => {
    expect(await api.send({ headers: authorization({ key: 'AKIAUNKNOWN' }) })).toEqual({
      status: 403,
      errorType: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it.each([
    ['region', 'eu-west-1/execute-api', 'Credential should be scoped to a valid region, here us-east-1.'],
    ['service', 'us-east-1/s3', "Credential should be scoped to correct service: 'execute-api'."],
  ])('a signature for another %s', async (_, place, message) => {
    const headers = authorization({ scope: `20260409/${place}/aws4_request` });

    expect(await api.send({ headers })).toEqual({
      status: 403,
      errorType: 'InvalidSignatureException',
      message,
    });
  });

  it.each([
    ['Bearer abc'],
    ['Basic bG9jYWw6bG9jYWw='],
    ['AWS4-HMAC-SHA256'],
    ['AWS4-HMAC-SHA256 Credential=local/20260409/us-east-1/execute-api/aws4_request'],
    [authorization({ signedHeaders: 'x-amz-date' })['Authorization'] ?? ''],
    [authorization({ signature: 'abc' })['Authorization'] ?? ''],
    [authorization({ scope: 'us-east-1' })['Authorization'] ?? ''],
  ])('what is no whole signature: %s', async (Authorization) => {
    expect(await api.send({ headers: { 'X-Amz-Date': amzDate, Authorization } })).toMatchObject({
      status: 403,
      errorType: 'IncompleteSignatureException',
    });
  });

  it.each([undefined, '2026-04-09T12:34:56Z', '20269999T999999Z'])(
    'a time of signing like %s',
    async (date) => {
      expect(await api.send({ headers: { ...authorization(), 'X-Amz-Date': date } })).toMatchObject({
        status: 403,
        errorType: 'IncompleteSignatureException',
      });
    },
  );
});

describe('a signature', () => {
  const at = async (nowMs: number): Promise<Answer & { readonly invocations: number }> => {
    const other = await startIamApi(localKey, new ManualClock(nowMs));
    const answer = await other.send({ headers: authorization() });
    await other.close();
    return { ...answer, invocations: other.events.length };
  };

  it('is good for five minutes, before and after its time', async () => {
    expect(await at(signedMs + 300_000)).toMatchObject({ status: 200 });
    expect(await at(signedMs - 300_000)).toMatchObject({ status: 200 });
  });

  it('has expired after them', async () => {
    expect(await at(signedMs + 301_000)).toEqual({
      invocations: 0,
      status: 403,
      errorType: 'InvalidSignatureException',
      message:
        'Signature expired: 20260409T123456Z is now earlier than 20260409T123457Z (20260409T123957Z - 5 min.)',
    });
  });

  it('does not hold yet before them', async () => {
    expect(await at(signedMs - 301_000)).toMatchObject({
      invocations: 0,
      status: 403,
      message: expect.stringContaining('Signature not yet current: 20260409T123456Z is still later than'),
    });
  });
});
