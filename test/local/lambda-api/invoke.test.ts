import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import { clientOptions, type ControlProbe, startControlProbe } from '../control/control-probe';

let probe: ControlProbe;
let client: LambdaClient;

beforeEach(async () => {
  probe = await startControlProbe();
  client = new LambdaClient(clientOptions(probe.control.url));
});
afterEach(async () => {
  client.destroy();
  await probe.control.close();
});

const invoke = async (more: Partial<ConstructorParameters<typeof InvokeCommand>[0]> = {}) => {
  const { Payload, FunctionError, StatusCode, ExecutedVersion } = await client.send(
    new InvokeCommand({ FunctionName: 'processor', Payload: '{"Records":["é"]}', ...more }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  return { payload: text === '' ? undefined : JSON.parse(text), FunctionError, StatusCode, ExecutedVersion };
};

describe('invoking a function', () => {
  it('hands it the payload and answers with what it gives', async () => {
    expect(await invoke()).toEqual({
      payload: { done: true },
      FunctionError: undefined,
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
    });
    expect(probe.invoked).toEqual([['processor', { Records: ['é'] }]]);
  });

  it.each([
    'arn:aws:lambda:us-east-1:000000000000:function:governor',
    'arn:aws:lambda:us-east-1:000000000000:function:governor:live',
    '000000000000:function:governor',
    'governor:live',
  ])('finds it by %s', async (FunctionName) => {
    await invoke({ FunctionName });

    expect(probe.invoked.map(([name]) => name)).toEqual(['governor']);
  });

  it('takes no payload for an empty object, and no answer for null', async () => {
    probe.answers.next = () => Promise.resolve({ status: 'succeeded', requestId: 'r', payload: undefined });

    const answer = await fetch(`${probe.control.url}/2015-03-31/functions/processor/invocations`, {
      method: 'POST',
    });

    expect([await answer.json(), probe.invoked]).toEqual([null, [['processor', {}]]]);
  });

  it.each<[string, InvocationOutcome, object]>([
    [
      'throws',
      {
        status: 'failed',
        requestId: 'r',
        error: { errorType: 'RangeError', errorMessage: 'too far', trace: ['RangeError: too far', '  at x'] },
      },
      { errorType: 'RangeError', errorMessage: 'too far', trace: ['RangeError: too far', '  at x'] },
    ],
    [
      'takes too long',
      { status: 'timed-out', requestId: 'r', phase: 'invoke', afterSeconds: 3 },
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: r Error: Task timed out after 3.00 seconds',
      },
    ],
    [
      'ends itself',
      { status: 'crashed', requestId: 'r', phase: 'invoke', exit: 7 },
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching('exit status 7$') },
    ],
    [
      'is killed',
      { status: 'crashed', requestId: 'r', phase: 'invoke', exit: 'SIGKILL' },
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching('signal: SIGKILL$') },
    ],
  ])('answers 200 with a function error when it %s', async (_, outcome, payload) => {
    probe.answers.next = () => Promise.resolve(outcome);

    expect(await invoke()).toMatchObject({ payload, FunctionError: 'Unhandled', StatusCode: 200 });
    expect(probe.events).toEqual([]);
  });

  it('as an event answers before it has ended, and tells of the end', async () => {
    const gate = Promise.withResolvers<InvocationOutcome>();
    probe.answers.next = () => gate.promise;
    const failed = { status: 'crashed', requestId: 'r', phase: 'invoke', exit: 1 } as const;

    const answer = await invoke({ InvocationType: 'Event' });
    const before = probe.events.length;
    gate.resolve(failed);
    await probe.watch.until(() => probe.events.length === 1);

    expect(answer).toMatchObject({ StatusCode: 202, payload: undefined });
    expect(before).toBe(0);
    expect(probe.events).toEqual([
      {
        kind: 'invocation',
        functionLogicalId: 'processorId',
        outcome: failed,
        next: { kind: 'retried', afterSeconds: 60 },
      },
    ]);
  });

  it('as a dry run runs nothing', async () => {
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    expect(probe.invoked).toEqual([]);
  });
});

describe('an invocation is refused', () => {
  it('when there is no such function', async () => {
    await expect(invoke({ FunctionName: 'nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('when its payload is not JSON', async () => {
    await expect(invoke({ Payload: '{' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(probe.invoked).toEqual([]);
  });

  it('when its payload is larger than Lambda takes', async () => {
    const Payload = JSON.stringify('x'.repeat(6_291_556));

    await expect(invoke({ Payload })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('when nobody knows its type', async () => {
    const answer = await fetch(`${probe.control.url}/2015-03-31/functions/processor/invocations`, {
      method: 'POST',
      headers: { 'X-Amz-Invocation-Type': 'Whenever' },
      body: '{}',
    });

    expect([answer.status, answer.headers.get('x-amzn-ErrorType')]).toEqual([
      400,
      'InvalidParameterValueException',
    ]);
    expect(probe.invoked).toEqual([]);
  });
});

describe('a request that is none of these', () => {
  it.each([
    ['DELETE', '/2015-03-31/functions/processor'],
    ['GET', '/2015-03-31/functions/processor/invocations'],
    ['PUT', '/'],
  ])('is told so: %s %s', async (method, path) => {
    const answer = await fetch(`${probe.control.url}${path}`, { method });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining(`${method} ${path}`),
    });
  });

  it('and cannot be read is told so', async () => {
    const answer = await fetch(`${probe.control.url}/2015-03-31/event-source-mappings/%E9`);

    expect(answer.status).toBe(400);
  });
});
