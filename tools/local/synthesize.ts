import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

const cdkJsonSchema = z.object({
  app: z.string(),
  context: z.record(z.string(), z.unknown()).default({}),
});

/** The CDK app ended with an error. */
export class SynthesisError extends Error {
  constructor(command: string, output: string) {
    super(`The CDK app failed (${command}):\n${output.trim()}`);
    this.name = 'SynthesisError';
  }
}

export interface SynthesizeOptions {
  /** Folder of cdk.json. */
  readonly projectFolder: string;
  /** Folder to write the cloud assembly to. */
  readonly outputFolder: string;
  /** Context on top of cdk.json's, as `-c` gives it. Default: none. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Ends the CDK app. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the CDK app that cdk.json names, as the CDK command line does, only without its seconds of start.
 * Throws `SynthesisError` with what the app printed.
 */
export const synthesize = async ({
  projectFolder,
  outputFolder,
  context = {},
  signal,
}: SynthesizeOptions): Promise<void> => {
  const cdkJson = cdkJsonSchema.parse(JSON.parse(readFileSync(join(projectFolder, 'cdk.json'), 'utf8')));
  // With the packages' programs first in the PATH, npx would find the same one, only later.
  const command = cdkJson.app.replace(/^npx /, '');
  const child = spawn(command, {
    shell: true,
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the shell's children can be ended with it.
    detached: true,
    env: {
      ...process.env,
      PATH: [join(projectFolder, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
      CDK_OUTDIR: outputFolder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
    },
  });
  const ended = once(child, 'close');
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', end);
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (child.exitCode !== 0) throw new SynthesisError(command, problems || out);
};
