import { StringDecoder } from 'node:string_decoder';

/** One output stream of a function's process, cut into lines and attributed to invocations. */
export interface OutputReader {
  push(chunk: Buffer): void;
  /** Lines from here on belong to this invocation, until its end mark. */
  begin(requestId: string): void;
  /** The stream has ended: what stands there without a line break is a line too. */
  end(): void;
}

export interface OutputReaderOptions {
  readonly onLine: (text: string, requestId: string | undefined) => void;
  /** Every line of the invocation has been read. */
  readonly onMark: (requestId: string) => void;
}

/**
 * Reads lines and the marks which `bootstrap.mjs` writes after each invocation: a NUL, the request id,
 * a line break. Text that stands unfinished before a mark is a line by itself. Empty lines are skipped.
 */
export const createOutputReader = ({ onLine, onMark }: OutputReaderOptions): OutputReader => {
  const decoder = new StringDecoder('utf8');
  let requestId: string | undefined;
  let rest = '';

  const take = (line: string): void => {
    const [text = '', mark] = line.split('\0', 2);
    if (text !== '') onLine(text, requestId);
    if (mark === undefined) return;
    requestId = undefined;
    onMark(mark);
  };
  return {
    begin: (id) => {
      requestId = id;
    },
    push: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
    end: () => {
      take(rest + decoder.end());
      rest = '';
    },
  };
};
