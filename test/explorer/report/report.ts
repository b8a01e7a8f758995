import pc from 'picocolors';
import type { Bounds } from '../choices/explore-all';
import { following, type Script } from '../choices/script';
import type { Violation } from '../invariants/violation';
import type { Exploration, Finding } from '../run/explore-scenario';
import { Player } from '../run/play';
import { startMs } from '../run/start-time';
import type { Scenario } from '../world/scenario';
import { encodeRun } from './replay-token';
import { Trace } from './trace';

/** What each invariant says, for whoever reads of its violation. */
const meanings: Readonly<Record<Violation['invariant'], string>> = {
  I1: 'authentic: a wrong signature touches nothing',
  I2: 'nothing acknowledged is lost',
  I3: 'applied once',
  I4: 'applied in the order of time, or with an outcome that says why not',
  I5: 'isolated: a module does not notice what happens in another',
  I6: 'no innocent victims in a DLQ',
  REST: 'everything comes to rest once faults stop',
  FAST: 'answered within four seconds',
};

export interface ScenarioReport {
  readonly scenario: Scenario;
  /** Runs of the exhaustive search. */
  readonly exhaustiveRuns: number;
  readonly exploration: Exploration;
  readonly durationMs: number;
}

const number = (value: number): string => value.toLocaleString('en');

/** Two lines on a scenario. */
export const scenarioLine = (report: ScenarioReport): string => {
  const { scenario, exhaustiveRuns, exploration, durationMs } = report;
  const sign = exploration.finding ? pc.red('✗') : pc.green('✓');
  const all = `${exploration.finding ? 'up to the first violation' : 'all'} with ${describe(scenario.bounds)}`;
  const numbers = [
    `${number(exhaustiveRuns)} schedules: ${all}`,
    `${number(exploration.runs - exhaustiveRuns)} at random`,
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  return [
    `${sign} ${pc.bold(scenario.name.padEnd(13))} ${scenario.title}`,
    `${' '.repeat(16)}${pc.dim(numbers.join(' · '))}`,
  ].join('\n');
};

const describe = ({ faults, reorderings, together }: Bounds): string => {
  const parts = [upTo(faults, 'fault'), upTo(reorderings, 'reordering')].filter((part) => part !== '');
  const bounds = parts.join(' and ') || 'no fault';
  return together < faults + reorderings ? `${bounds} (${together} in all)` : bounds;
};

const upTo = (count: number, what: string): string =>
  count === 0 ? '' : `up to ${count} ${what}${count === 1 ? '' : 's'}`;

/** A violation: what is broken, how it came to it, and how to see it again. */
export const violationLines = async (scenario: Scenario, finding: Finding): Promise<readonly string[]> => [
  '',
  ...problemLines(finding.violations),
  ...(finding.isReproducible ? [] : [pc.yellow(unrepeatable)]),
  '',
  ...(await traceLines(scenario, finding.script)),
  '',
  `  Found in run ${number(finding.afterRuns)}. See it again with`,
  `  ${pc.bold(`npm run explore -- --replay ${encodeRun({ scenario: scenario.name, script: finding.script })}`)}`,
  '',
];

const unrepeatable =
  '  The same choices did not lead to it again: something keeps what it knows outside of the processes, tables and queues.';

export const problemLines = (violations: readonly Violation[]): readonly string[] =>
  violations.map(
    ({ invariant, problem }) =>
      `  ${pc.red(pc.bold(invariant))} ${pc.dim(`(${meanings[invariant]})`)}\n     ${problem}`,
  );

/** Everything that happens in a run. */
export const traceLines = async (scenario: Scenario, script: Script): Promise<readonly string[]> => {
  const trace = new Trace(startMs);
  await new Player(scenario).play(following(script), { tell: trace.tell });
  return trace.lines;
};

export const summaryLine = (reports: readonly ScenarioReport[]): string => {
  const runs = reports.reduce((sum, { exploration }) => sum + exploration.runs, 0);
  const exhaustive = reports.reduce((sum, { exhaustiveRuns }) => sum + exhaustiveRuns, 0);
  const seconds = reports.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const broken = reports.filter(({ exploration }) => exploration.finding).length;
  const verdict =
    broken === 0
      ? pc.green('No invariant was broken.')
      : pc.red(`In ${broken} of ${reports.length} scenarios an invariant was broken.`);
  return (
    `${number(runs)} schedules (${number(exhaustive)} exhaustively, ${number(runs - exhaustive)} at random) ` +
    `in ${seconds.toFixed(0)} s, ${number(Math.round(runs / seconds))} a second. ${verdict}`
  );
};
