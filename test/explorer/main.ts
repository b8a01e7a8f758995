import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import type { Bounds } from './choices/explore-all';
import { following } from './choices/script';
import { decodeRun } from './report/replay-token';
import {
  problemLines,
  type ScenarioReport,
  scenarioLine,
  summaryLine,
  traceLines,
  violationLines,
} from './report/report';
import { Explorer } from './run/explore-scenario';
import { Player } from './run/play';
import { scenarios } from './scenarios';
import type { Scenario } from './world/scenario';

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly scenario?: readonly string[];
  readonly depth?: number;
  readonly replay?: string;
  readonly list?: boolean;
}

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Give a whole number, 0 or more.');
};

const print = (...lines: readonly string[]): void => console.log(lines.join('\n'));

const command: Command = new Command('explore')
  .description(
    'Drives the real handlers in virtual time through crashes, lost replies, timeouts, duplicates and reorderings, and ' +
      'checks after each run that nothing was lost, nothing applied twice, and nothing given up without fault.',
  )
  .option(
    '--runs <number>',
    'schedules that are drawn at random, over all scenarios, besides those of the exhaustive search',
    wholeNumber,
    20_000,
  )
  .option('--scenario <names...>', 'only these')
  .option(
    '--depth <number>',
    'faults and reorderings in one run of the exhaustive search; default: each scenario has its own',
    wholeNumber,
  )
  .option('--seed <number>', 'of what is drawn at random', wholeNumber, 1)
  .option('--replay <token>', 'one run, with everything that happens in it')
  .option('--list', 'tell the scenarios and do nothing')
  .showHelpAfterError();

const chosen = (names: readonly string[] | undefined): readonly Scenario[] => {
  if (names === undefined) return scenarios;
  return names.map((name) => {
    const scenario = scenarios.find((candidate) => candidate.name === name);
    if (scenario) return scenario;
    return command.error(
      `There is no scenario "${name}". There are: ${scenarios.map(({ name }) => name).join(', ')}.`,
    );
  });
};

const replay = async (token: string): Promise<void> => {
  const named = decodeRun(token);
  if (!named)
    command.error(`"${token}" names no run. Give what a violation was printed with, such as late-start:j.4.`);
  for (const scenario of chosen([named.scenario])) {
    print(
      `${pc.bold(scenario.name)} ${scenario.title}`,
      '',
      ...(await traceLines(scenario, named.script)),
      '',
    );
    const { violations } = await new Player(scenario).play(following(named.script));
    if (violations.length === 0) return print(pc.green('No invariant is broken.'));
    print(...problemLines(violations));
    process.exitCode = 1;
  }
};

const boundsOf = ({ bounds }: Scenario, depth: number | undefined): Bounds =>
  depth === undefined ? bounds : { faults: depth, reorderings: depth, together: depth };

const explore = async ({ runs, seed, scenario: names, depth }: Options): Promise<void> => {
  const selected = chosen(names).map((scenario) => ({ ...scenario, bounds: boundsOf(scenario, depth) }));
  print(`${pc.bold('Fault explorer')}: the real handlers, virtual time, seed ${seed}`, '');
  const reports: ScenarioReport[] = [];
  for (const [index, scenario] of selected.entries()) {
    const share =
      Math.floor((runs * (index + 1)) / selected.length) - Math.floor((runs * index) / selected.length);
    const report = await exploreOne(scenario, { share, seed });
    reports.push(report);
    print(scenarioLine(report));
    const { finding } = report.exploration;
    if (!finding) continue;
    process.exitCode = 1;
    print(...(await violationLines(scenario, finding)));
  }
  print('', summaryLine(reports));
};

const exploreOne = async (
  scenario: Scenario,
  { share, seed }: { readonly share: number; readonly seed: number },
): Promise<ScenarioReport> => {
  const startedMs = performance.now();
  const explorer = new Explorer(scenario);
  await explorer.exploreAll(scenario.bounds);
  const { runs: exhaustiveRuns, finding } = explorer.result;
  if (!finding) await explorer.exploreAtRandom(share, seed);
  const durationMs = performance.now() - startedMs;
  return { scenario, exhaustiveRuns, exploration: explorer.result, durationMs };
};

const main = async (): Promise<void> => {
  const { list, replay: token, ...options } = command.parse().opts<Options>();
  if (list) return print(...scenarios.map(({ name, title }) => `${pc.bold(name.padEnd(14))} ${title}`));
  // Thousands of errors are injected, and nobody looks at their stacks.
  Error.stackTraceLimit = 0;
  await (token === undefined ? explore({ ...options }) : replay(token));
};

void main();
