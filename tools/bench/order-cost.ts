import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { manifests } from '../../lambdas/modules';
import { Cleanup } from '../local/cleanup';
import { type Case, prepareCases } from './order/cases';
import { engineCases } from './order/engine-cases';
import { inTurns } from './order/in-turns';
import { measureEngine } from './order/measure-engine';
import { engineTable, processorTable } from './order/report';
import { type Stage, startStage } from './order/stage';
import type { ModuleUnderTest } from './order/subject';

const description = `What order costs: the time for one message, by what is known of its entity.

1. The processor of call-lifecycle as it is deployed, with what Lambda hands it
   and an embedded DynamoDB in another process: wall time, and CPU time of the
   processor's own process.

   in order              behind all others, after so many settled events;
                         then with as many open ones as there can be besides
   park one more         of a call that has not started, behind so many parked
   release by the start  the start of that call: all of them are applied
   put before            before so many open ones, which are applied again
   policy latest         for comparison: a snapshot in agent-presence

   Each case is brought back to where it was before each message; the first
   of two (in agent-presence, four of five) does not count. The cases take
   turns. Medians, with quartiles in parentheses. "calls": requests to DynamoDB. "×": compared with the first
   of the kind.

2. The sequencing core alone, in the same cases.`;

interface Options {
  readonly rounds: number;
  readonly earlier: number;
  readonly engineOnly: boolean;
}

const parseCount = (text: string): number => {
  const count = Number(text);
  if (/^\d{1,6}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
};

const parseOptions = (): Options =>
  new Command('npm run bench:order --')
    .description(description)
    .option('--rounds <number>', 'samples of each case', parseCount, 15)
    .option('--earlier <number>', 'earlier events of the longest history', parseCount, 10_000)
    .option('--engine-only', 'only the second table', false)
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();

const [presence, calls] = manifests;

const sizes = (longest: number) => ({
  earlier: [...new Set([1, 100, longest])],
  parked: [1, 10, 100],
  open: [1, 10, 30],
});

const underTest = async (stage: Stage, manifest: ModuleUnderTest['manifest']): Promise<ModuleUnderTest> => ({
  stage,
  manifest,
  processor: await stage.startProcessor(manifest.name),
});

const measureProcessor = async ({ rounds, earlier }: Options, cleanup: Cleanup): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  console.error('Synthesizing the stack …');
  const stage = await startStage(folder, cleanup);
  console.error(`Delivering ${earlier.toLocaleString('en')} earlier events …`);
  const modules = { calls: await underTest(stage, calls), presence: await underTest(stage, presence) };
  const cases = await prepareCases({ ...modules, ...sizes(earlier) });
  console.error(`Measuring ${cases.length} cases ${rounds} times …`);
  return processorTable(await inTurns(cases, rounds, (subject: Case) => subject.sample()));
};

const main = async (): Promise<void> => {
  const options = parseOptions();
  const cleanup = new Cleanup();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // What is under way fails when the processes it needs are gone: that is no error to tell.
    process.once(name, () => void cleanup.run().finally(() => process.exit(130)));
  }
  try {
    if (!options.engineOnly) console.log(await measureProcessor(options, cleanup));
    console.log(engineTable(await measureEngine(engineCases(calls, sizes(options.earlier)))));
  } finally {
    await cleanup.run();
  }
};

void main();
