import Table from 'cli-table3';
import type { Case } from './cases';
import type { EngineCase } from './engine-cases';
import type { Measured } from './measured-processor';
import { type Spread, spreadOf } from './spread';

interface Grouped {
  readonly group: string;
  readonly name: string;
  /** Events that one message is about. */
  readonly events: number;
}

/** One case's row; the columns beside these are the table's own. */
interface Row extends Grouped {
  readonly columns: readonly string[];
  /** What is compared and divided by the events. */
  readonly spread: Spread;
}

interface TableOptions {
  readonly columns: readonly string[];
  readonly unit: string;
  readonly digits: number;
}

/** Cases of a group stand together; `×` compares with the first of them. */
const tableOf = (rows: readonly Row[], { columns, unit, digits }: TableOptions): string => {
  const head = ['message', 'before it', ...columns, unit, '×', `${unit} per event`];
  const colAligns = head.map((_, index) => (index < 2 ? 'left' : 'right'));
  const table = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  for (const group of Map.groupBy(rows, (row) => row.group).values()) {
    const first = group[0]?.spread.median ?? Number.NaN;
    for (const { spread, events, ...row } of group) {
      const ratio = (spread.median / first).toFixed(2);
      const perEvent = (spread.median / events).toFixed(digits);
      table.push([row.group, row.name, ...row.columns, withQuartiles(spread, digits), ratio, perEvent]);
    }
  }
  return table.toString();
};

const withQuartiles = ({ lower, median, upper }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;

export const processorTable = (samples: ReadonlyMap<Case, readonly Measured[]>): string => {
  const rows = [...samples].map(([{ group, name, events }, measured]): Row => {
    const spreadIn = (unit: keyof Measured): Spread => spreadOf(measured.map((sample) => sample[unit]));
    const columns = [String(spreadIn('calls').median), withQuartiles(spreadIn('wallMs'), 1)];
    return { group, name, events, columns, spread: spreadIn('cpuMs') };
  });
  return tableOf(rows, { columns: ['calls', 'wall ms'], unit: 'CPU ms', digits: 2 });
};

export const engineTable = (samples: ReadonlyMap<EngineCase, readonly number[]>): string => {
  const rows = [...samples].map(([{ group, name, events }, microseconds]): Row => {
    return { group, name, events, columns: [], spread: spreadOf(microseconds) };
  });
  return tableOf(rows, { columns: [], unit: 'µs', digits: 1 });
};
