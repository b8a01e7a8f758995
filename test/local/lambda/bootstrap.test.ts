import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  type RuntimeApi,
  type RuntimeReport,
  startRuntimeApi,
} from '../../../tools/local/lambda/runtime-api';
import { bundle } from './function-fixture';

const bootstrap = join(__dirname, '..', '..', '..', 'tools', 'local', 'lambda', 'bootstrap.mjs');

let api: RuntimeApi;
let child: ChildProcess;
let exited: Promise<unknown[]>;

/** A process that has loaded its bundle and waits for an invocation. */
const startWaiting = async (): Promise<void> => {
  const ready = Promise.withResolvers<RuntimeReport>();
  api = await startRuntimeApi(ready.resolve);
  child = spawn(process.execPath, [bootstrap], {
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: bundle(
        `export const handler = () => new Promise(() => { setInterval(() => {}, 1000); });`,
      ),
      _HANDLER: 'index.handler',
    },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  exited = once(child, 'exit');
  await ready.promise;
};

beforeEach(startWaiting);

afterEach(async () => {
  child.kill('SIGKILL');
  await exited;
  await api.close();
});

const busy = (): void =>
  api.deliver({
    requestId: 'r',
    body: '{}',
    deadlineMs: Date.parse('2100-01-01T00:00:00Z'),
    functionArn: 'arn',
  });

describe('a function’s process whose runner is gone', () => {
  it('ends when it waits for an invocation', async () => {
    await api.close();

    expect(await exited).toEqual([1, null]);
  });

  it('ends in the middle of an invocation', async () => {
    busy();

    child.stdin?.destroy();

    expect(await exited).toEqual([1, null]);
  });
});

describe('the Runtime API', () => {
  it('knows no other calls', async () => {
    const get = await fetch(`http://${api.address}/2018-06-01/runtime/other`);
    const post = await fetch(`http://${api.address}/2018-06-01/runtime/other`, { method: 'POST' });

    expect([get.status, post.status]).toEqual([404, 404]);
  });
});
