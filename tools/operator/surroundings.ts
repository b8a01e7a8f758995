import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createColors } from 'picocolors';

/** What a command sees of the process that runs it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a running local runner describes itself. */
  readonly descriptionFile: string;
  readonly colors: ReturnType<typeof createColors>;
  /** Everything that is piped in. */
  readonly readStdin: () => Promise<string>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly setExitCode: (code: ExitCode) => void;
}

/** 0: as it should be. 1: refused. 2: not even tried, because of how the command was called. */
export type ExitCode = 0 | 1 | 2;

export const processSurroundings = (): Surroundings => ({
  env: process.env,
  descriptionFile: join(__dirname, '..', '..', '.switchboard', 'local.json'),
  colors: createColors(process.stdout.isTTY),
  readStdin: () => text(process.stdin),
  writeOut: (line) => void process.stdout.write(line),
  writeError: (line) => void process.stderr.write(line),
  setExitCode: (code) => {
    process.exitCode = code;
  },
});
