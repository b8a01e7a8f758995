import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PowertoolsOnce } from '../../../lambdas/adapters/powertools-once';
import { SqsVisibility } from '../../../lambdas/adapters/sqs-visibility';
import { classify } from '../../../lambdas/core/failure/classify';
import { RetryableError } from '../../../lambdas/core/failure/errors';

/** The errors of the real SDK, made by a server that answers what each test says. */
const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
} as const;

let server: Server;
let react: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => react(request, response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(
  () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
);

const addressOf = ({ port }: AddressInfo): string => `http://127.0.0.1:${port}`;

const endpoint = (): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return addressOf(address);
};

const answer = (status: number, type: string): void => {
  react = (_, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'no' }));
  };
};

const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('It did not reject.');
    },
    (error: unknown) => error,
  );

const get = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'k' } } });

const failureOf = async (changes: object = {}): Promise<unknown> => {
  const client = new DynamoDBClient({ ...settings, endpoint: endpoint(), ...changes });
  try {
    return await rejectionOf(client.send(get));
  } finally {
    client.destroy();
  }
};

const notNow = { kind: 'not-now', cause: 'STORE_UNAVAILABLE' };

describe('a call of DynamoDB', () => {
  it.each<[number, string]>([
    [400, 'ProvisionedThroughputExceededException'],
    [400, 'ThrottlingException'],
    [400, 'RequestLimitExceeded'],
    [400, 'ResourceNotFoundException'],
    [400, 'AccessDeniedException'],
    [400, 'UnrecognizedClientException'],
    [400, 'ExpiredTokenException'],
    [500, 'InternalServerError'],
    [503, 'ServiceUnavailable'],
  ])('that is answered with %d %s says nothing about the event', async (status, type) => {
    answer(status, type);
    const error = await failureOf();
    expect(error).toMatchObject({ name: type });
    expect(classify(error)).toEqual(notNow);
  });

  it('that is answered with nothing of DynamoDB says nothing about the event', async () => {
    react = (_, response) => response.writeHead(502).end('<html>Bad Gateway</html>');
    expect(classify(await failureOf())).toEqual(notNow);
  });

  it('that nobody answers says nothing about the event', async () => {
    expect(classify(await failureOf({ endpoint: 'http://127.0.0.1:1' }))).toEqual(notNow);
  });

  it('whose host is not known says nothing about the event', async () => {
    expect(classify(await failureOf({ endpoint: 'http://nowhere.invalid' }))).toEqual(notNow);
  });

  it('whose connection is cut says nothing about the event', async () => {
    react = (request) => request.socket.destroy();
    expect(classify(await failureOf())).toEqual(notNow);
  });

  it('that is not answered in time says nothing about the event', async () => {
    react = () => undefined;
    const requestHandler = { requestTimeout: 20, throwOnRequestTimeout: true };
    const error = await failureOf({ requestHandler });
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(classify(error)).toEqual(notNow);
  });

  it.each(['ValidationException', 'ItemCollectionSizeLimitExceededException'])(
    'that is refused for what it holds counts: %s',
    async (type) => {
      answer(400, type);
      expect(classify(await failureOf())).toEqual({ kind: 'counted', cause: 'UNEXPECTED' });
    },
  );

  it('whose condition fails is not for the one who asks here; it counts as a store that refuses', async () => {
    answer(400, 'ConditionalCheckFailedException');
    const error = await failureOf();
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(classify(error)).toEqual(notNow);
  });
});

describe('a call of SQS', () => {
  const send = async (): Promise<unknown> => {
    const client = new SQSClient({ ...settings, endpoint: endpoint() });
    const command = new SendMessageCommand({ QueueUrl: `${endpoint()}/0/q`, MessageBody: 'x' });
    const error = await rejectionOf(client.send(command));
    client.destroy();
    return error;
  };

  it.each(['RequestThrottled', 'QueueDoesNotExist', 'OverLimit', 'KmsThrottled'])(
    'that fails says nothing about the event: %s',
    async (type) => {
      answer(400, type);
      expect(classify(await send())).toEqual(notNow);
    },
  );

  it.each(['InvalidMessageContents', 'BatchRequestTooLong'])('that is refused counts: %s', async (type) => {
    answer(400, type);
    expect(classify(await send())).toEqual({ kind: 'counted', cause: 'UNEXPECTED' });
  });

  it('that sets visibilities and fails says nothing about the event', async () => {
    answer(500, 'InternalFailure');
    const client = new SQSClient({ ...settings, endpoint: endpoint() });
    const visibility = new SqsVisibility(client, `${endpoint()}/0/q`);
    const error = await rejectionOf(visibility.set([{ receiptHandle: 'r', delaySeconds: 1 }]));
    expect(classify(error)).toEqual(notNow);
    client.destroy();
  });
});

describe('what is kept of effects', () => {
  const invocation = { remainingMs: () => 10_000 };
  const once = (): { readonly client: DynamoDBClient; readonly once: PowertoolsOnce } => {
    const client = new DynamoDBClient({ ...settings, endpoint: endpoint() });
    return { client, once: new PowertoolsOnce({ client, tableName: 't', retentionSeconds: 60 }) };
  };

  it('says nothing about the event when it cannot be written', async () => {
    answer(400, 'ThrottlingException');
    const { client, once: effects } = once();
    const error = await rejectionOf(effects.run('k', async () => 1, invocation));
    client.destroy();
    expect(classify(error)).toEqual(notNow);
  });

  it('says nothing about the event when it cannot be written that the effect is done', async () => {
    let calls = 0;
    react = (_, response) => {
      calls += 1;
      if (calls === 1) response.end('{}');
      else response.writeHead(500).end(JSON.stringify({ __type: 'com.amazonaws#InternalServerError' }));
    };
    const { client, once: effects } = once();
    const error = await rejectionOf(effects.run('k', async () => 1, invocation));
    client.destroy();
    expect(classify(error)).toEqual(notNow);
  });

  it('leaves what the effect failed with as it was', async () => {
    react = (_, response) => response.end('{}');
    const { client, once: effects } = once();
    const failing = async (): Promise<number> => {
      throw new RetryableError('again', { retryAfterSeconds: 3 });
    };
    const error = await rejectionOf(effects.run('k', failing, invocation));
    client.destroy();
    expect(classify(error)).toEqual({ kind: 'counted', cause: 'TRANSIENT', retryAfterSeconds: 3 });
  });
});
