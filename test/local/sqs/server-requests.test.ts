import { type ServerProbe, startServerProbe } from './server-probe';

let probe: ServerProbe;

beforeEach(async () => {
  probe = await startServerProbe();
});

afterEach(async () => {
  await probe.close();
});

interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

async function call({ method = 'POST', target, contentType, body }: RawRequest) {
  const response = await fetch(probe.server.endpoint, {
    method,
    headers: {
      'content-type': contentType ?? 'application/x-amz-json-1.0',
      ...(target !== undefined && { 'x-amz-target': target }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, queryError: response.headers.get('x-amzn-query-error'), text };
}

const typed = (type: string) => `"__type":"com.amazonaws.sqs#${type}"`;

describe('The server', () => {
  it('answers JSON with a request id', async () => {
    const response = await fetch(probe.server.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
      body: '{"QueueName":"tasks","Attributes":null}',
    });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ QueueUrl: `${probe.server.endpoint}/000000000000/tasks` });
  });

  it.each([
    ['not JSON', '{', 'SerializationException', /not JSON/],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'SerializationException', /UTF-8/],
    ['nothing', '', 'SerializationException', /not JSON/],
    ['null', 'null', 'SerializationException', /expected object/],
    ['an array', '[]', 'SerializationException', /expected object/],
    ['a missing member', '{"QueueUrl":"x"}', 'MissingRequiredParameterException', /MessageBody/],
    ['a member of another type', '{"QueueUrl":"x","MessageBody":1}', 'SerializationException', /MessageBody/],
    ['an unknown queue', '{"QueueUrl":"x","MessageBody":"x"}', 'QueueDoesNotExist', /does not exist/],
  ])('answers a body that is %s with 400 and the reason', async (_what, body, type, reason) => {
    const { status, queryError, text } = await call({ target: 'AmazonSQS.SendMessage', body });

    expect(status).toBe(400);
    expect(queryError).toMatch(/;Sender$/);
    expect(text).toContain(typed(type));
    expect(text).toMatch(reason);
    expect(text).not.toMatch(/\bat .*\.[jt]s/);
  });

  it.each([
    ['an unknown operation', { target: 'AmazonSQS.Explode', body: '{}' }, 400, 'UnknownOperationException'],
    ['an inherited name', { target: 'AmazonSQS.toString', body: '{}' }, 400, 'UnknownOperationException'],
    [
      'another service',
      { target: 'DynamoDB_20120810.PutItem', body: '{}' },
      400,
      'UnknownOperationException',
    ],
    ['no operation', { body: '{}' }, 400, 'UnknownOperationException'],
    ['another method', { method: 'GET' }, 405, 'MethodNotAllowed'],
    [
      'the older protocol',
      { contentType: 'application/x-www-form-urlencoded', body: 'Action=ListQueues' },
      415,
      'UnsupportedMediaType',
    ],
  ])('answers %s with a clear error', async (_what, request, status, type) => {
    const answer = await call(request);

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(typed(type));
  });

  it('refuses a body over its limit and goes on serving', async () => {
    const refused = await call({ target: 'AmazonSQS.SendMessage', body: 'x'.repeat(8_388_609) }).catch(
      // The connection may be gone before the client has sent everything.
      () => ({ status: 413 }),
    );
    const next = await call({ target: 'AmazonSQS.ListQueues', body: '{}' });

    expect(refused.status).toBe(413);
    expect(next).toMatchObject({ status: 200, text: '{"QueueUrls":[]}' });
  });
});
