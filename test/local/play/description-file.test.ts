import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { AlreadyRunningError, openDescriptionFile } from '../../../tools/local/description-file';
import { listenOnLoopback, PortInUseError } from '../../../tools/local/listen-on-loopback';
import type { LocalDescription } from '../../../tools/local/start-local';
import { scratchFolder } from '../../scratch-folder';

const description: LocalDescription = {
  pid: process.pid,
  apiUrl: 'http://127.0.0.1:3000',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoints: {
    dynamodb: 'http://d',
    sqs: 'http://s',
    secretsmanager: 'http://m',
    s3: 'http://o',
    lambda: 'http://l',
    apigateway: 'http://g',
    cloudwatch: 'http://c',
    eventBridge: 'http://e',
  },
  sources: {},
  tables: { claims: 'c', entities: 'e' },
  queues: { quarantine: 'q' },
  buckets: { payloads: 'payloads' },
  eventBuses: {},
  modules: {},
  functions: { ingest: { name: 'ingest', pids: [] } },
  dependencies: {},
};

const newPath = (): string => join(scratchFolder(), 'sub', 'local.json');

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A port that a server listens on until the test ends. */
const takenPort = async (): Promise<number> => {
  const { port, close } = await listenOnLoopback(createServer());
  endings.push(close);
  return port;
};

/** A process of another program that is alive. */
const startOther = async (): Promise<{ child: ChildProcess; pid: number }> => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  endings.push(() => child.kill('SIGKILL'));
  return { child, pid: child.pid ?? 0 };
};

const pathOwnedBy = (pid: number, apiUrl: string): string => {
  const path = join(scratchFolder(), 'local.json');
  writeFileSync(path, JSON.stringify({ ...description, pid, apiUrl }));
  return path;
};

describe('local.json', () => {
  it('is written whole, for this user alone, and removed again', async () => {
    const path = newPath();
    const file = await openDescriptionFile(path);

    file.write(description);
    const written = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const { mode } = statSync(path);
    const files = readdirSync(dirname(path));
    file.remove();

    expect(written).toEqual(description);
    expect(mode & 0o777).toBe(0o600);
    expect(files).toEqual(['local.json']);
    expect(existsSync(path)).toBe(false);
  });

  it('keeps a second runner out while the first one lives', async () => {
    const { pid } = await startOther();
    const path = pathOwnedBy(pid, `http://127.0.0.1:${await takenPort()}`);

    const opening = openDescriptionFile(path);

    await expect(opening).rejects.toThrow(AlreadyRunningError);
    await expect(opening).rejects.toThrow(`process ${pid}`);
  });

  it('is replaced when its runner has died', async () => {
    const { child, pid } = await startOther();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    const path = pathOwnedBy(pid, 'http://127.0.0.1:9');

    const file = await openDescriptionFile(path);
    file.write(description);

    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(description);
  });

  it('is replaced when its process id belongs to another program now', async () => {
    const { pid } = await startOther();
    const { port, close } = await listenOnLoopback(createServer());
    await close();

    const opening = openDescriptionFile(pathOwnedBy(pid, `http://127.0.0.1:${port}`));

    await expect(opening).resolves.toBeDefined();
  });

  it.each(['{', '{}', 'null'])('is replaced when it cannot be read: %s', async (text) => {
    const path = pathOwnedBy(1, 'http://127.0.0.1:9');
    writeFileSync(path, text);

    await expect(openDescriptionFile(path)).resolves.toBeDefined();
  });

  it('of another runner is not removed', async () => {
    const path = pathOwnedBy(1, 'http://127.0.0.1:9');
    const file = await openDescriptionFile(path);

    file.remove();

    expect(existsSync(path)).toBe(true);
  });
});

describe('a port that another program has', () => {
  it('is named together with the way out', async () => {
    const port = await takenPort();

    const listening = listenOnLoopback(createServer(), port);

    await expect(listening).rejects.toThrow(PortInUseError);
    await expect(listening).rejects.toThrow(`Port ${port} is in use by another program`);
    await expect(listening).rejects.toThrow('--port 0');
  });
});
