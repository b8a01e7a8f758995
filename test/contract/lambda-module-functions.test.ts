import type { SQSRecord } from 'aws-lambda';
import { LambdaModuleFunctions } from '../../lambdas/adapters/lambda-module-functions';
import type { ProbeEvent } from '../../lambdas/guard/ports';
import { type LambdaRestServer, restError, startLambdaRestServer } from './lambda-rest-server';

let lambda: LambdaRestServer;
let functions: LambdaModuleFunctions;

beforeAll(async () => {
  lambda = await startLambdaRestServer();
  functions = new LambdaModuleFunctions(lambda.client);
});
beforeEach(() => {
  lambda.requests.length = 0;
});
afterAll(() => lambda.close());

const record: SQSRecord = {
  messageId: 'm-1',
  receiptHandle: 'handle',
  body: '{"text":"\u{1F600}"}',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:crm-sync.fifo',
  awsRegion: 'us-east-1',
};
const event: ProbeEvent = { Records: [record], probe: { dependency: 'crm', id: 'p-1' } };
const invoke = (waitMs = 5000) => functions.invoke('crm-sync-function', event, waitMs);

describe('the processors as Lambda functions', () => {
  it('are invoked synchronously, with the event as it is', async () => {
    lambda.answer = { body: { batchItemFailures: [] } };

    expect(await invoke()).toEqual({ kind: 'answered', answer: { batchItemFailures: [] } });

    expect(lambda.requests).toMatchObject([
      {
        method: 'POST',
        path: '/functions/crm-sync-function/invocations',
        headers: { 'x-amz-invocation-type': 'RequestResponse' },
      },
    ]);
    expect(lambda.requests[0]?.body).toEqual(event);
  });

  it.each([
    ['null', null, null],
    ['nothing', undefined, undefined],
  ])('can answer %s', async (_, body, answer) => {
    lambda.answer = { body };
    expect(await invoke()).toEqual({ kind: 'answered', answer });
  });

  it('have crashed when Lambda says so', async () => {
    lambda.answer = {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorMessage: 'Task timed out after 10.00 seconds' },
    };
    expect(await invoke()).toEqual({ kind: 'crashed' });
  });

  it.each([
    [429, 'TooManyRequestsException'],
    [404, 'ResourceNotFoundException'],
    [403, 'AccessDeniedException'],
  ])('were not invoked when Lambda answers %d %s', async (status, errorName) => {
    lambda.answer = restError(status, errorName);
    expect(await invoke()).toEqual({ kind: 'refused', errorName });
  });

  it('may have been invoked when Lambda fails, and are not invoked again', async () => {
    lambda.answer = restError(500, 'ServiceException');
    expect(await invoke()).toEqual({ kind: 'unanswered', errorName: 'ServiceException' });
    expect(lambda.requests).toHaveLength(1);
  });

  it('are waited for no longer than they are given, and not invoked again', async () => {
    lambda.answer = undefined;
    expect(await invoke(50)).toEqual({ kind: 'unanswered', errorName: 'TimeoutError' });
    expect(lambda.requests).toHaveLength(1);
  });
});
