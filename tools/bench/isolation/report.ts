import Table from 'cli-table3';
import { type Latencies, latenciesOf } from './latencies';
import type { RunResult } from './measure-run';
import type { ModuleAccount } from './module-watch';

const statistics = ['p50', 'p95', 'p99', 'max'] as const satisfies readonly (keyof Latencies)[];

interface Quantity {
  readonly name: string;
  readonly of: (run: RunResult) => readonly number[];
}

const quantities: readonly Quantity[] = [
  { name: 'acknowledgement', of: ({ acknowledgedMs }) => acknowledgedMs },
  { name: 'bystander applied', of: ({ appliedMs }) => appliedMs },
];

interface Sides {
  readonly without: readonly RunResult[];
  readonly with: readonly RunResult[];
}

const sidesOf = (runs: readonly RunResult[]): Sides => ({
  without: runs.filter(({ hasFaults }) => !hasFaults),
  with: runs.filter(({ hasFaults }) => hasFaults),
});

const newTable = (head: string[], textColumns: number): InstanceType<typeof Table> =>
  new Table({
    head,
    colAligns: head.map((_, index) => (index < textColumns ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });

/** Both kinds of run side by side, all of a kind together, and each run by itself: how much they differ is noise. */
export const latencyTable = (runs: readonly RunResult[]): string => {
  const table = newTable(
    ['ms', '', 'without faults', 'with faults', 'difference', 'each run without', 'each run with'],
    2,
  );
  const sides = sidesOf(runs);
  for (const quantity of quantities) {
    const together = (side: readonly RunResult[]): Latencies => latenciesOf(side.flatMap(quantity.of));
    const [without, faulty] = [together(sides.without), together(sides.with)];
    table.push([quantity.name, 'count', without.count, faulty.count, '', '', '']);
    for (const statistic of statistics) {
      const each = (side: readonly RunResult[]): string =>
        side.map((run) => latenciesOf(quantity.of(run))[statistic].toFixed(1)).join(' · ');
      const difference = faulty[statistic] - without[statistic];
      table.push([
        quantity.name,
        statistic,
        without[statistic].toFixed(1),
        faulty[statistic].toFixed(1),
        `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)}`,
        each(sides.without),
        each(sides.with),
      ]);
    }
  }
  return table.toString();
};

/** What the modules did in each kind of run, counted over all of them. */
export const moduleTable = (runs: readonly RunResult[]): string => {
  const table = newTable(
    [
      'runs',
      'module',
      'mapping at the end',
      'applied',
      'batches unanswered',
      'deferred',
      'failed',
      'pauses',
      'waiting',
      'in DLQ',
    ],
    3,
  );
  const { without, with: faulty } = sidesOf(runs);
  for (const [name, side] of [
    ['without faults', without],
    ['with faults', faulty],
  ] as const) {
    const accounts = side.flatMap(({ modules }) => modules);
    for (const [module, own] of Map.groupBy(accounts, (account) => account.module)) {
      table.push([name, module, statesOf(own), ...sumsOf(own)]);
    }
  }
  return table.toString();
};

const statesOf = (accounts: readonly ModuleAccount[]): string =>
  [...new Set(accounts.map(({ mapping = '?' }) => mapping))].join(', ');

const summed = [
  'applied',
  'unansweredBatches',
  'deferred',
  'failed',
  'pauses',
  'waiting',
  'deadLetters',
] as const satisfies readonly (keyof ModuleAccount)[];

const sumsOf = (accounts: readonly ModuleAccount[]): readonly number[] =>
  summed.map((field) => accounts.reduce((sum, account) => sum + account[field], 0));

/** Whether every post of a run was answered with 200 and every event of the bystander applied. */
export const isComplete = ({ posted, answered200, forBystander, appliedByBystander }: RunResult): boolean =>
  answered200 === posted && appliedByBystander === forBystander;

export const totals = (runs: readonly RunResult[]): string => {
  const { without, with: faulty } = sidesOf(runs);
  const line = (name: string, side: readonly RunResult[]): string => {
    const sum = (of: (run: RunResult) => number): string =>
      side.reduce((total, run) => total + of(run), 0).toLocaleString('en');
    const loads = side.map(({ loadBefore }) => loadBefore.toFixed(1)).join(', ');
    return `${name}: ${sum((run) => run.answered200)} of ${sum((run) => run.posted)} posts answered 200, ${sum(
      (run) => run.appliedByBystander,
    )} of ${sum((run) => run.forBystander)} events of the bystander applied; load average before: ${loads}`;
  };
  return [line('without faults', without), line('with faults', faulty)].join('\n');
};
