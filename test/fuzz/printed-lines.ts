import { logCodes, logFieldNames } from '../../lambdas/contract/log-codes';
import { metricNames } from '../../lambdas/contract/metrics';
import { isRecord } from '../../lambdas/core/is-record';

/** What Powertools writes beside the fields. */
const loggersOwn = ['level', 'message', 'timestamp', 'service', 'sampling_rate'];
const logKeys: ReadonlySet<string> = new Set([...loggersOwn, ...logFieldNames]);
const metricKeys: ReadonlySet<string> = new Set(['_aws', 'service', 'source', ...Object.values(metricNames)]);
const codes: ReadonlySet<unknown> = new Set(logCodes);

export type PrintedLine = Readonly<Record<string, unknown>>;

/** What was printed, line by line. Throws when a line is no JSON object. */
export const printedLines = (text: string): readonly PrintedLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      if (!isRecord(value)) throw new Error('A printed line is no JSON object.');
      return value;
    });

/** What is wrong with the form of a line: it is neither a log line of the catalogue nor a metrics line. */
export const lineProblem = (line: PrintedLine): string | undefined => {
  const isMetrics = isRecord(line['_aws']);
  const known = isMetrics ? metricKeys : logKeys;
  const stranger = Object.keys(line).find((key) => !known.has(key));
  if (stranger !== undefined) return `has a field outside the allow-list: ${stranger}`;
  return isMetrics || codes.has(line['message']) ? undefined : 'is not in the catalogue';
};

/** The line without the two names that an authentic event may be called by. */
export const withoutEventNames = (line: PrintedLine): string =>
  JSON.stringify({ ...line, eventId: undefined, eventType: undefined });
