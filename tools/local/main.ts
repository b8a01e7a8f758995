import { join } from 'node:path';
import { parseCommandLine } from './parse-command-line';
import { createConsoleOutput } from './report/console-output';
import { watchParent } from './watch-parent';
import { runCommand, type RunResult } from './run-command';

const projectFolder = join(__dirname, '..', '..');

const exitCodes: Readonly<Record<RunResult, number>> = { 'as-expected': 0, 'not-as-expected': 1, ended: 0 };

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const main = async (): Promise<number> => {
  const parsed = parseCommandLine(process.argv.slice(2));
  if (parsed.kind === 'exit') {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }
  const { commandLine } = parsed;
  const output = createConsoleOutput(process, commandLine.json);
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort());
  const endWatch = watchParent(() => abort.abort());
  try {
    const result = await runCommand({ commandLine, projectFolder, output, signal: abort.signal });
    return result === 'ended' && commandLine.once ? 130 : exitCodes[result];
  } catch (error) {
    if (abort.signal.aborted) return 130;
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  } finally {
    endWatch();
  }
};

const run = async (): Promise<void> => {
  process.exitCode = await main();
  // Nothing should be left that keeps the process; should there be, the user need not wait for it.
  setTimeout(() => process.exit(), 500).unref();
};

void run();
