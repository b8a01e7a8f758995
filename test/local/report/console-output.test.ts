import { createColors } from 'picocolors';
import { createConsoleOutput } from '../../../tools/local/report/console-output';
import type { ReportItem } from '../../../tools/local/report/report-item';
import { tellWarnings } from '../../../tools/local/report/tell-warnings';

/** A stream that says whether it is a terminal, and keeps what is written. */
const streamOf = (isTTY: boolean) => {
  const written: string[] = [];
  return { stream: { isTTY, write: (text: string) => written.push(text) }, written };
};

const warned = (isTTY: boolean) => {
  const stdout = streamOf(isTTY);
  const stderr = streamOf(false);
  const output = createConsoleOutput({ stdout: stdout.stream, stderr: stderr.stream }, false);
  tellWarnings(['Module m is not deployed.'], { ...output, colors: createColors(false) });
  tellWarnings([], output);
  return { out: stdout.written, problems: stderr.written };
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

  it('warns people of what is not deployed, in a line', () => {
    expect(warned(true)).toEqual({ out: ['  ! Module m is not deployed.\n', '\n'], problems: [] });
  });

  it('warns programs of what is not deployed, in an object, and people beside it', () => {
    const { out, problems } = warned(false);

    expect(out).toEqual(['{"event":"warning","text":"Module m is not deployed."}\n']);
    expect(problems).toEqual(['  ! Module m is not deployed.\n', '\n']);
  });

  it('tells programs everything', () => {
    expect(linesOf(false).map((line) => JSON.parse(line))).toEqual([
      { event: 'stage', code: 'RELEASES_SENT', module: 'm', count: 0 },
      { event: 'stage', code: 'RELEASES_SENT', module: 'm', count: 2 },
    ]);
  });
});
