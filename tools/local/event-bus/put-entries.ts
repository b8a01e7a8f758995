import * as z from 'zod';
import { isRecord } from '../../../lambdas/core/is-record';
import { accepted } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import type { AcceptedEntry } from './bus-event';

/** EventBridge: largest size of the entries of a request together, in bytes. */
const maxBytes = 1_048_576;
const bytesOfTime = 14;

const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  /** Clients send seconds since the epoch; a person may write RFC 3339. */
  Time: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
  EventBusName: z.string().optional(),
});

export type PutEntry = z.output<typeof entrySchema>;

/** Why an entry is not put on a bus, as EventBridge says it. */
export interface EntryRefusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** The entries of a request, `maxEntries` at most. Throws `ServiceError`. */
export const entriesOf = (input: unknown, maxEntries: number): readonly PutEntry[] => {
  const schema = z.object({ Entries: z.array(entrySchema).min(1).max(maxEntries) });
  const { Entries: entries } = accepted(input, schema, 'ValidationException');
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes <= maxBytes) return entries;
  throw new ServiceError(
    400,
    'ValidationException',
    `Total size of the entries in the request is over the limit: ${bytes} bytes, ${maxBytes} at most.`,
  );
};

/** Source: EventBridge user guide, "Calculating PutEvents event entry size". */
const bytesOf = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: PutEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    Time === undefined ? 0 : bytesOfTime,
  );

/** An entry with all that an event needs, or why it is none. */
export const readEntry = (entry: PutEntry): AcceptedEntry | EntryRefusal => {
  const { Source: source = '', DetailType: detailType = '', Detail: text = '', Resources = [], Time } = entry;
  const missing = Object.entries({ Source: source, DetailType: detailType, Detail: text }).find(
    ([, value]) => value === '',
  );
  if (missing !== undefined) {
    const [name] = missing;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  const detail = objectIn(text);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return { source, detailType, detail, resources: Resources, timeMs: millisecondsOf(Time) };
};

const millisecondsOf = (time: PutEntry['Time']): number | undefined =>
  typeof time === 'string' ? Date.parse(time) : time === undefined ? undefined : time * 1000;

const objectIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
