import { createColors } from 'picocolors';
import type { Colors } from 'picocolors/types';
import { formatJson } from './format-json';
import { formatPretty } from './format-pretty';
import { isIdle, type ReportItem } from './report-item';

/** Where the runner writes. */
export interface ConsoleOutput {
  readonly colors: Colors;
  /** A line for each thing that happens; people are spared what tells of nothing. */
  readonly item: (item: ReportItem) => void;
  /** Text for people: the header, the table. */
  readonly text: (text: string) => void;
  /** An object for programs; nothing on a terminal. */
  readonly object: (value: Readonly<Record<string, unknown>>) => void;
}

/** What is needed of a standard stream. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/**
 * On a terminal everything is for people. Otherwise, or with `json`, standard output has one JSON object a
 * line and nothing else, and what is for people goes to standard error.
 */
export const createConsoleOutput = ({ stdout, stderr }: Streams, json: boolean): ConsoleOutput => {
  const isPretty = stdout.isTTY === true && !json;
  const people = isPretty ? stdout : stderr;
  const colors = createColors(people.isTTY === true && process.env['NO_COLOR'] === undefined);
  return {
    colors,
    item: (item) => {
      if (isPretty && isIdle(item)) return;
      stdout.write(`${isPretty ? formatPretty(item, colors) : formatJson(item)}\n`);
    },
    text: (text) => people.write(`${text}\n`),
    object: (value) => {
      if (!isPretty) stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
};
