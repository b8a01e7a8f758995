import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FunctionDefinition } from '../model';
import type { FunctionLine } from './invocation';
import { createOutputReader, type OutputReader } from './output-reader';
import { processEnvironment } from './process-environment';

export interface SpawnFunctionOptions {
  readonly definition: FunctionDefinition;
  readonly region: string;
  /** Variables on top of the template's. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  readonly onLine: (line: FunctionLine) => void;
  /** Every line of the invocation on one of the streams has been read. */
  readonly onMark: (requestId: string) => void;
}

export interface FunctionProcess {
  readonly child: ChildProcess;
  readonly readers: readonly OutputReader[];
}

const bootstrap = join(__dirname, 'bootstrap.mjs');

const read = (
  source: Readable,
  stream: FunctionLine['stream'],
  { definition, onLine, onMark }: SpawnFunctionOptions,
): OutputReader => {
  const { logicalId: functionLogicalId } = definition;
  const reader = createOutputReader({
    onLine: (text, requestId) =>
      onLine({ functionLogicalId, stream, text, ...(requestId !== undefined && { requestId }) }),
    onMark,
  });
  source.on('data', (chunk: Buffer) => reader.push(chunk)).on('end', () => reader.end());
  return reader;
};

/** Starts a process of the function's bundle. It ends when this process does: its standard input closes. */
export const spawnFunction = (options: SpawnFunctionOptions): FunctionProcess => {
  const { definition, region, runtimeApi, extraEnvironment: extra } = options;
  const child = spawn(process.execPath, [`--max-old-space-size=${definition.memoryMiB}`, bootstrap], {
    cwd: definition.codePath,
    env: processEnvironment({ definition, region, runtimeApi, extra }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return { child, readers: [read(child.stdout, 'stdout', options), read(child.stderr, 'stderr', options)] };
};
