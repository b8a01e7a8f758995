import { ManualClock } from '../../../tools/local/clock';
import { FunctionInitError } from '../../../tools/local/lambda/local-function';
import { functionFixture } from './function-fixture';

const { lines, start, closeAll } = functionFixture();

afterEach(closeAll);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A handler that says its pid, then never returns. */
const hanging = `export const handler = () => new Promise(() => { console.log(process.pid); setInterval(() => {}, 1000); });`;
const pidOf = `export const handler = async () => process.pid;`;

/** Resolves with the text of the first line. */
const firstLine = () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { promise, onLine: ({ text }: { text: string }) => resolve(text) };
};

describe('a local function', () => {
  it('gives the handler the event and the caller its answer', async () => {
    const fn = start(`export const handler = async (event) => ({ seen: event, text: 'é\\u2028😀' });`);

    const outcome = await fn.invoke({ a: [1, null, 'ü'] });

    expect(outcome).toMatchObject({
      status: 'succeeded',
      payload: { seen: { a: [1, null, 'ü'] }, text: 'é\u2028😀' },
    });
  });

  it.each([
    ['index.cjs', `exports.handler = async () => 'cjs';`],
    ['index.js', `module.exports = { handler: async () => 'js' };`],
  ])('loads %s', async (file, source) => {
    const { bundle } = await import('./function-fixture');
    const fn = start('', {}, { codePath: bundle(source, file) });

    const outcome = await fn.invoke({});

    expect(outcome).toMatchObject({ status: 'succeeded', payload: file.slice('index.'.length) });
  });

  it('answers null when the handler returns nothing', async () => {
    const fn = start(`export const handler = async () => {};`);

    expect(await fn.invoke({})).toMatchObject({ status: 'succeeded', payload: null });
  });

  it('describes the function in the context', async () => {
    const fn = start(
      `export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });`,
      {},
      { timeoutSeconds: 30, memoryMiB: 192 },
    );

    const outcome = await fn.invoke({});

    expect(outcome).toMatchObject({
      payload: {
        awsRequestId: outcome.requestId,
        functionName: 'fixture-function',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture-function',
        memoryLimitInMB: '192',
        remaining: expect.any(Number),
      },
    });
  });

  it('gives the process the declared variables and Lambda’s own, and none of the runner’s', async () => {
    process.env['OF_THE_RUNNER'] = 'leaked';
    const fn = start(
      `export const handler = async () => process.env;`,
      { extraEnvironment: { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9' } },
      { environment: { DECLARED: '$a "b" \\ %c +', AWS_ENDPOINT_URL_SQS: '' } },
    );

    const outcome = await fn.invoke({});
    delete process.env['OF_THE_RUNNER'];

    expect(outcome).toMatchObject({
      payload: {
        DECLARED: '$a "b" \\ %c +',
        AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'fixture-function',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        LAMBDA_TASK_ROOT: fn.definition.codePath,
        _HANDLER: 'index.handler',
        TZ: ':UTC',
        PATH: process.env['PATH'],
      },
    });
    expect(outcome).not.toHaveProperty('payload.OF_THE_RUNNER');
    expect(outcome).not.toHaveProperty('payload.HOME');
  });

  it('uses a warm environment again', async () => {
    const fn = start(pidOf);

    const first = await fn.invoke({});
    const second = await fn.invoke({});

    expect(second).toMatchObject({ payload: first.status === 'succeeded' ? first.payload : 'none' });
    expect(fn.pids).toHaveLength(1);
  });

  it('runs no more environments than allowed, one request each, the rest in order', async () => {
    const fn = start(
      `let running = 0;
       export const handler = async (event) => {
         running += 1;
         await new Promise((resolve) => setImmediate(resolve));
         const seen = running;
         running -= 1;
         return { event, seen };
       };`,
      { maxEnvironments: 2 },
    );

    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => fn.invoke(index)));

    expect(outcomes).toMatchObject(outcomes.map((_, event) => ({ payload: { event, seen: 1 } })));
    expect(fn.pids).toHaveLength(2);
  });

  it('keeps the order of what waits for one environment', async () => {
    const fn = start(`let nth = 0; export const handler = async () => nth++;`, { maxEnvironments: 1 });

    const outcomes = await Promise.all([fn.invoke({}), fn.invoke({}), fn.invoke({})]);

    expect(outcomes).toMatchObject([{ payload: 0 }, { payload: 1 }, { payload: 2 }]);
  });
});

describe('a function that fails', () => {
  it('reports the error’s class, message and its own frames, and stays warm', async () => {
    const fn = start(
      `class Refused extends Error { name = 'Refused'; }
       export const handler = async () => { throw new Refused('no ' + process.pid); };`,
    );

    const outcome = await fn.invoke({});

    expect(outcome).toMatchObject({
      status: 'failed',
      error: {
        errorType: 'Refused',
        errorMessage: `no ${fn.pids[0]}`,
        trace: [expect.stringContaining('index.mjs')],
      },
    });
  });

  it('reports a handler that does not exist', async () => {
    const fn = start(`export const other = async () => 1;`);

    expect(await fn.invoke({})).toMatchObject({
      status: 'failed',
      error: { errorType: 'Runtime.HandlerNotFound' },
    });
    await expect(fn.prewarm(1)).rejects.toThrow(FunctionInitError);
  });

  it('reports a bundle that throws while it is loaded, to every invocation', async () => {
    const fn = start(`throw new TypeError('CONFIG is missing');`, { maxEnvironments: 1 });

    const outcomes = await Promise.all([fn.invoke(1), fn.invoke(2)]);

    const failure = {
      status: 'failed',
      error: { errorType: 'TypeError', errorMessage: 'CONFIG is missing' },
    };
    expect(outcomes).toMatchObject([failure, failure]);
  });

  it('crashes alone when its process ends itself', async () => {
    const fn = start(
      `export const handler = async (code) => { if (code) process.exit(code); return 'well'; };`,
    );

    expect(await fn.invoke(7)).toMatchObject({ status: 'crashed', phase: 'invoke', exit: 7 });
    expect(await fn.invoke(0)).toMatchObject({ status: 'succeeded', payload: 'well' });
  });

  it('crashes at once when its process is killed, and the next invocation gets a new process', async () => {
    const line = firstLine();
    const fn = start(hanging.replace('() =>', '(event) => event ? process.pid :'), line);
    const running = fn.invoke(0);
    const pid = Number(await line.promise);

    process.kill(pid, 'SIGKILL');

    expect(await running).toMatchObject({ status: 'crashed', phase: 'invoke', exit: 'SIGKILL' });
    expect(await fn.invoke(1)).toMatchObject({ status: 'succeeded', payload: fn.pids[0] });
    expect(fn.pids).not.toContain(pid);
  });

  it('is killed at its timeout and replaced', async () => {
    const clock = new ManualClock(Date.parse('2026-11-23T12:00:00Z'));
    const line = firstLine();
    const fn = start(hanging, { clock, ...line }, { timeoutSeconds: 3 });
    const running = fn.invoke({});
    const pid = Number(await line.promise);

    clock.advance(2_999);
    const before = fn.pids;
    clock.advance(1);

    expect(await running).toMatchObject({ status: 'timed-out', phase: 'invoke', afterSeconds: 3 });
    expect(before).toEqual([pid]);
    expect(fn.pids).not.toContain(pid);
    await fn.prewarm(1);
    expect(fn.pids).toHaveLength(1);
  });

  it('is killed when loading takes more than ten seconds', async () => {
    const clock = new ManualClock(0);
    const line = firstLine();
    const fn = start(`console.log('loading'); setInterval(() => {}, 1000); await new Promise(() => {});`, {
      clock,
      ...line,
    });
    const running = fn.invoke({});
    await line.promise;

    clock.advance(10_000);

    expect(await running).toMatchObject({ status: 'timed-out', phase: 'init', afterSeconds: 10 });
  });

  it('has its memory limited', async () => {
    const fn = start(
      `export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); };`,
      {},
      { memoryMiB: 128, timeoutSeconds: 60 },
    );

    expect(await fn.invoke({})).toMatchObject({ status: 'crashed', phase: 'invoke' });
  });

  it('refuses an event and an answer of more than 6 MB', async () => {
    const fn = start(`export const handler = async ({ answer }) => 'x'.repeat(answer ?? 0);`);

    expect(await fn.invoke({ text: 'x'.repeat(6_291_556) })).toMatchObject({
      status: 'failed',
      error: { errorType: 'RequestEntityTooLarge' },
    });
    expect(await fn.invoke({ answer: 6_291_555 })).toMatchObject({
      status: 'failed',
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect(await fn.invoke({ answer: 6_291_554 })).toMatchObject({ status: 'succeeded' });
  });
});

describe('the lines of a function', () => {
  it('come one by one with the invocation they belong to, before its answer', async () => {
    const fn = start(
      `console.log('loading');
       export const handler = async (n) => { console.log('a' + n + '\\nb' + n); console.error('e' + n); process.stdout.write('open' + n); };`,
    );

    const first = await fn.invoke(1);
    const second = await fn.invoke(2);

    const stdout = lines.filter(({ stream }) => stream === 'stdout');
    expect(stdout.map(({ text, requestId }) => [text, requestId])).toEqual([
      ['loading', undefined],
      ['a1', first.requestId],
      ['b1', first.requestId],
      ['open1', first.requestId],
      ['a2', second.requestId],
      ['b2', second.requestId],
      ['open2', second.requestId],
    ]);
    expect(lines.filter(({ stream }) => stream === 'stderr')).toMatchObject([{ text: 'e1' }, { text: 'e2' }]);
  });
});

describe('a function that writes a lot', () => {
  it('has been heard to its last line when its answer comes', async () => {
    const fn = start(
      `export const handler = async () => { for (let n = 0; n < 500; n += 1) console.log('x'.repeat(100)); };`,
    );

    const heard: number[] = [];
    for (let invocation = 1; invocation <= 20; invocation += 1) {
      const { requestId } = await fn.invoke({});
      heard.push(lines.filter((line) => line.requestId === requestId).length);
    }

    expect(heard).toEqual(Array.from({ length: 20 }, () => 500));
  });
});

describe('the processes of a function', () => {
  it('are started ahead of need when asked, and are told to the listener', async () => {
    const heard: (readonly number[])[] = [];
    const fn = start(pidOf, { onPidsChanged: (pids) => heard.push(pids) });

    await fn.prewarm(2);

    expect(heard.at(-1)).toEqual(fn.pids);
    expect(fn.pids).toHaveLength(2);
    expect(fn.pids.every(isAlive)).toBe(true);
  });

  it('end with close, and what waits then fails', async () => {
    const line = firstLine();
    const fn = start(hanging, { maxEnvironments: 1, ...line });
    const running = fn.invoke({});
    const waiting = fn.invoke({});
    const pid = Number(await line.promise);

    await fn.close();

    expect(isAlive(pid)).toBe(false);
    expect(await running).toMatchObject({ status: 'crashed' });
    expect(await waiting).toMatchObject({ status: 'failed', error: { errorType: 'ServiceException' } });
    expect(await fn.invoke({})).toMatchObject({ status: 'failed' });
    expect(fn.pids).toEqual([]);
  });

  it('can be closed before they have started', async () => {
    const fn = start(pidOf);
    const running = fn.invoke({});

    await fn.close();

    expect(await running).toMatchObject({ status: 'failed' });
  });
});
