import type { LocalSwitchboard } from '../../tools/local/local-switchboard';

interface LogLine {
  readonly message?: string;
  readonly eventId?: string;
  /** Of a line that holds metrics. */
  readonly _aws?: unknown;
}

export interface FunctionLog {
  /** Everything that the functions printed. */
  readonly printed: readonly string[];
  /** Resolves when a function has logged this code for this event, also if it did so before. */
  logged(code: string, eventId?: string): Promise<void>;
  /** How often a function has logged this code for this event. */
  timesLogged(code: string, eventId?: string): number;
  /** What the functions have counted under this metric, over all dimensions. */
  timesCounted(metric: string): number;
}

export const functionLog = (switchboard: LocalSwitchboard): FunctionLog => {
  const printed: string[] = [];
  const parsed: LogLine[] = [];
  const waiting = new Set<() => void>();
  switchboard.onLine(({ text }) => {
    printed.push(text);
    parsed.push(parseLine(text));
    for (const check of waiting) check();
  });
  const count = (code: string, eventId?: string): number =>
    parsed.filter((line) => line.message === code && (eventId === undefined || line.eventId === eventId))
      .length;
  return {
    printed,
    timesLogged: count,
    timesCounted: (metric) =>
      parsed
        .filter(({ _aws }) => _aws !== undefined)
        .map((line) => Number(Object.entries(line).find(([name]) => name === metric)?.[1] ?? 0))
        .reduce((sum, value) => sum + value, 0),
    logged: (code, eventId) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (count(code, eventId) === 0) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
};

const parseLine = (text: string): LogLine => {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : {};
  } catch {
    return {};
  }
};
