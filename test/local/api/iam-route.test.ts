import {
  type Answer,
  authorization,
  type IamApi,
  localKey,
  mismatch,
  amzDate,
  signatures,
  startIamApi,
} from './iam-api';

let api: IamApi;
beforeAll(async () => {
  api = await startIamApi();
});
afterAll(() => api.close());
beforeEach(() => api.forget());

describe('a route that IAM authorises', () => {
  it.each(Object.entries(signatures))(
    'is open to whom the right key has signed: %s',
    async (path, signature) => {
      const { status } = await api.send({ path, headers: authorization({ signature }) });

      expect(status).toBe(200);
      expect(api.events).toHaveLength(1);
    },
  );

  it('hands over path parameters as they were sent, the query decoded, and who called', async () => {
    const [, encoded, query] = Object.entries(signatures);
    for (const [path, signature] of [encoded ?? [], query ?? []]) {
      await api.send({ path: path ?? '', headers: authorization({ signature: signature ?? '' }) });
    }

    expect(api.events[0]).toMatchObject({
      resource: '/state/{module}/{entity}',
      path: '/state/call-lifecycle/a%2Fb%23c%20d%F0%9F%98%80%25',
      httpMethod: 'GET',
      pathParameters: { module: 'call-lifecycle', entity: 'a%2Fb%23c%20d%F0%9F%98%80%25' },
      queryStringParameters: null,
      requestContext: {
        resourcePath: '/state/{module}/{entity}',
        identity: {
          accessKey: 'local',
          accountId: '000000000000',
          caller: 'local',
          user: 'local',
          userArn: 'arn:aws:iam::000000000000:user/local',
        },
      },
      body: null,
    });
    expect(api.events[1]?.multiValueQueryStringParameters).toEqual({
      a: ['1', '0'],
      b: ['2'],
      empty: [''],
      sp: ['a b/c'],
    });
  });

  it('keeps the signature to itself', async () => {
    await api.send({ headers: authorization() });

    expect(JSON.stringify(api.events[0])).not.toContain('Signature');
  });

  it('takes a header’s name in any case, and parts that no space separates', async () => {
    const { Authorization = '' } = authorization();

    const { status } = await api.send({
      headers: { 'x-amz-date': amzDate, authorization: Authorization.replaceAll(', ', ',') },
    });

    expect(status).toBe(200);
  });

  it('takes a signature over the body, and no other body', async () => {
    const headers = {
      'Content-Type': 'application/json',
      ...authorization({
        signedHeaders: 'content-type;host;x-amz-date',
        signature: 'fee2efe03a4ae20bfbc084aa410657cdbb52b8c89249b9cfc364241f241a1733',
      }),
    };
    const request = { method: 'POST', path: '/state/m/e', headers };

    expect(await api.send({ ...request, body: '{"a":1}' })).toMatchObject({ status: 200 });
    expect(await api.send({ ...request, body: '{"a":2}' })).toEqual(mismatch);
    expect(api.events).toHaveLength(1);
  });

  it('does not believe what a signed request says of its body', async () => {
    // SHA-256 of nothing, signed; but there is a body.
    const claimed = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const headers = {
      'X-Amz-Content-SHA256': claimed,
      ...authorization({
        signedHeaders: 'host;x-amz-content-sha256;x-amz-date',
        signature: '3f6a75e5505672f7bf9ede85c6144dde54fe81f38ae78a82b0f70c78ff9f957c',
      }),
    };

    expect(await api.send({ headers })).toMatchObject({ status: 200 });
    expect(await api.send({ headers, body: '{}' })).toEqual(mismatch);
  });

  it('wants the session token that belongs to the key, signed', async () => {
    const withToken = await startIamApi({ ...localKey, sessionToken: 'session' });
    const signed = authorization({
      signedHeaders: 'host;x-amz-date;x-amz-security-token',
      signature: '98dde3ee6e4faaef55034e1feaf820b42fa2f78fb9fe5a01d9eb5ed69563d867',
    });
    const read = (token: string | undefined): Promise<Answer> =>
      withToken.send({ path: '/state/m/e', headers: { ...signed, 'X-Amz-Security-Token': token } });

    const answers = [await read('session'), await read('another'), await read(undefined)];
    await withToken.close();

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
    expect(answers[1]?.errorType).toBe('UnrecognizedClientException');
  });
});

describe('a route that anybody may call', () => {
  it('looks at no signature and passes the header on', async () => {
    const { status } = await api.send({
      method: 'POST',
      path: '/webhook/genesys',
      headers: { Authorization: 'Bearer abc' },
    });

    expect(status).toBe(200);
    expect(api.events[0]?.headers['Authorization']).toBe('Bearer abc');
    expect(api.events[0]?.requestContext.identity.accessKey).toBeNull();
  });
});
