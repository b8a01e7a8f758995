import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import { isAsExpected } from './judge-event';
import type { PlayedEvent } from './play-events';

const expectedText = ({ sample: { expected } }: PlayedEvent): string => {
  if (expected === undefined) return '';
  const outcomes = Object.entries(expected.outcomes).map(([module, outcome]) => `${module} ${outcome}`);
  return [expected.answer, ...outcomes].join('\n');
};

/** Space instead of lines. */
const frame = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/** What became of each sample event, as a table for people. */
export const outcomesTable = (
  played: readonly PlayedEvent[],
  { colors, serversWereUsedBefore }: { readonly colors: Colors; readonly serversWereUsedBefore: boolean },
): string => {
  const { bold, dim, green, red } = colors;
  const table = new Table({
    head: ['event', 'type', 'answer', 'outcome', ''].map((title) => bold(title)),
    chars: frame,
    style: { head: [], border: [] },
  });
  for (const event of played) {
    const { sample, httpStatus, answer, outcomes } = event;
    const lines = Object.entries(outcomes).map(([module, outcome]) => `${module} ${outcome}`);
    const isGood = isAsExpected(event, serversWereUsedBefore);
    table.push([
      sample.file,
      sample.eventType ?? dim('–'),
      `${httpStatus} ${answer}`.trim(),
      lines.join('\n') || dim('–'),
      isGood ? green('as expected') : red(`expected ${expectedText(event)}`.trim()),
    ]);
  }
  return table.toString();
};
