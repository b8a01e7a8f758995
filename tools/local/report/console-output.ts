import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { formatJson } from './format-json';
import { formatPretty } from './format-pretty';
import type { ReportItem } from './report-item';

/** Where the runner writes. */
export interface ConsoleOutput {
  readonly colors: Colors;
  /** A line for each thing that happens. */
  readonly item: (item: ReportItem) => void;
  /** Text for people: the header, the table. */
  readonly text: (text: string) => void;
  /** An object for programs; nothing on a terminal. */
  readonly object: (value: Readonly<Record<string, unknown>>) => void;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * On a terminal everything is for people. Otherwise, or with `json`, standard output has one JSON object a
 * line and nothing else, and what is for people goes to standard error.
 */
export const createConsoleOutput = ({ stdout, stderr }: Streams, json: boolean): ConsoleOutput => {
  const isPretty = stdout.isTTY && !json;
  const people = isPretty ? stdout : stderr;
  const colors = createColors(people.isTTY && process.env['NO_COLOR'] === undefined);
  return {
    colors,
    item: (item) => stdout.write(`${isPretty ? formatPretty(item, colors) : formatJson(item)}\n`),
    text: (text) => people.write(`${text}\n`),
    object: (value) => {
      if (!isPretty) stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
};
