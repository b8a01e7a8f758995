import { createConsoleOutput } from '../../../tools/local/report/console-output';
import type { ReportItem } from '../../../tools/local/report/report-item';

/** A stream that says whether it is a terminal, and keeps what is written. */
const streamOf = (isTTY: boolean) => {
  const written: string[] = [];
  return { stream: { isTTY, write: (text: string) => written.push(text) }, written };
};

const idle: ReportItem = { kind: 'stage', code: 'RELEASES_SENT', fields: { module: 'm', count: 0 } };
const busy: ReportItem = { kind: 'stage', code: 'RELEASES_SENT', fields: { module: 'm', count: 2 } };

const linesOf = (isTTY: boolean): readonly string[] => {
  const { stream, written } = streamOf(isTTY);
  const output = createConsoleOutput({ stdout: stream, stderr: stream }, false);
  output.item(idle);
  output.item(busy);
  return written;
};

describe('what the runner writes', () => {
  it('spares people the minutes in which nothing was due', () => {
    const lines = linesOf(true);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('count 2');
  });

  it('tells programs everything', () => {
    expect(linesOf(false).map((line) => JSON.parse(line))).toEqual([
      { event: 'stage', code: 'RELEASES_SENT', module: 'm', count: 0 },
      { event: 'stage', code: 'RELEASES_SENT', module: 'm', count: 2 },
    ]);
  });
});
