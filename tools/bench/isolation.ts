import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Cleanup } from '../local/cleanup';
import { synthesize } from '../local/synthesize';
import { measureRun, type RunResult } from './isolation/measure-run';
import { isComplete, latencyTable, moduleTable, totals } from './isolation/report';

const description = `What a module notices of another one's trouble, and what a sender notices of it.

The local runner, with the real bundles and in real time, gets the same load twice: 20 snapshots a second for
agent-presence, the bystander, and 5 calls a second with three events each for call-lifecycle and crm-sync.
With faults, call-lifecycle's function never answers, and the CRM answers 503 to everything from the moment the
measurement begins.

  acknowledgement    from when a post was due until its 200 was read
  bystander applied  from then until agent-presence was heard to have applied the event

Runs without and with faults take turns, each kind first in every other round. How much runs of a kind differ
from one another is the machine's noise. The embedded servers and the sender share one process, and all functions
the same machine, so what is seen here is how the parts depend on each other, not how fast they are on AWS.`;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
}

const parseCount = (text: string): number => {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
};

const parseOptions = (): Options =>
  new Command('npm run bench:isolation --')
    .description(description)
    .option('--rounds <number>', 'rounds of one run without faults and one with them', parseCount, 2)
    .option('--seconds <number>', 'length of what is measured in each run', parseCount, 60)
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();

const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
};

interface Stage {
  readonly signal: AbortSignal;
  readonly cleanup: Cleanup;
}

const synthesizeInto = async (folder: string, signal: AbortSignal): Promise<string> => {
  tell('Synthesizing the stack …');
  const projectFolder = join(__dirname, '..', '..');
  const context = { crmUrl: 'https://crm.invalid' };
  await synthesize({ projectFolder, outputFolder: folder, context, signal });
  return folder;
};

const measureRuns = async (
  { rounds, seconds }: Options,
  { signal, cleanup }: Stage,
): Promise<RunResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const assembly = await synthesizeInto(folder, signal);
  const runs: RunResult[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const hasFaults of round % 2 === 1 ? [false, true] : [true, false]) {
      tell(`Run ${runs.length + 1} of ${2 * rounds}, ${hasFaults ? 'with' : 'without'} faults …`);
      runs.push(await measureRun({ assembly, hasFaults, seconds, signal }, cleanup));
    }
  }
  return runs;
};

const report = (runs: readonly RunResult[], { rounds, seconds }: Options): string =>
  [
    `${rounds} × ${seconds} s of each kind; ${availableParallelism()} cores`,
    latencyTable(runs),
    moduleTable(runs),
    totals(runs),
  ].join('\n\n');

const main = async (): Promise<void> => {
  const options = parseOptions();
  const abort = new AbortController();
  const cleanup = new Cleanup();
  cleanup.add(() => abort.abort());
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // What is under way fails when the processes it needs are gone: that is no error to tell.
    process.once(name, () => void cleanup.run().finally(() => process.exit(130)));
  }
  try {
    const runs = await measureRuns(options, { signal: abort.signal, cleanup });
    console.log(report(runs, options));
    if (!runs.every(isComplete)) process.exitCode = 1;
  } finally {
    await cleanup.run();
  }
};

void main();
