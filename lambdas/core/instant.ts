/**
 * A point in time as a UTC string of fixed width, `2023-10-27T14:30:00.000000000Z`: nine digits of fraction,
 * years 0000–9999. Because the width is fixed, comparing two of them as strings compares them in time.
 */
export type Instant = string & { readonly __brand: 'Instant' };

/** What `parseInstant` accepts, in words that a sender can be told. */
export const instantRule =
  'an RFC 3339 time with a zone, such as 2023-10-27T14:30:00.123Z or 2023-10-27T16:30:00+02:00';

const pattern =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d+))?(?<zone>[Zz]|[+-]\d\d:?\d\d)$/;

/**
 * Reads an RFC 3339 time with any offset and any number of fraction digits; `Date.parse` would drop what is
 * finer than a millisecond. Digits beyond the ninth are cut. A leap second (`:60`) is the second after `:59`.
 *
 * @returns `undefined` for anything else: no zone, an impossible date, a year outside 0000–9999 in UTC.
 */
export const parseInstant = (text: string): Instant | undefined => {
  const groups = pattern.exec(text)?.groups;
  if (!groups) return undefined;
  const part = (name: string): number => Number(groups[name]);
  const offsetMinutes = parseOffset(groups['zone'] ?? '');
  if (offsetMinutes === undefined) return undefined;
  if (part('hour') > 23 || part('minute') > 59 || part('second') > 60) return undefined;
  const midnightMs = utcMidnight(part('year'), part('month'), part('day'));
  if (midnightMs === undefined) return undefined;
  const seconds = (part('hour') * 60 + part('minute') - offsetMinutes) * 60 + part('second');
  return format(midnightMs + seconds * 1000, (groups['fraction'] ?? '').slice(0, 9).padEnd(9, '0'));
};

/** @param epochMs milliseconds since 1970, a fraction of one is kept to the nanosecond as far as it is exact. */
export const instantFromEpochMs = (epochMs: number): Instant => {
  const wholeSecondsMs = Math.floor(epochMs / 1000) * 1000;
  const nanoseconds = Math.floor((epochMs - wholeSecondsMs) * 1e6);
  const instant = format(wholeSecondsMs, String(nanoseconds).padStart(9, '0'));
  if (!instant) throw new RangeError(`${epochMs} ms since 1970 lies outside the years 0000–9999.`);
  return instant;
};

const parseOffset = (zone: string): number | undefined => {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(':', '');
  const hours = Number(digits.slice(1, 3));
  const minutes = Number(digits.slice(3));
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (digits.startsWith('-') ? -1 : 1);
};

/** `Date.UTC` takes the years 0–99 for 1900–1999 and rolls impossible days over into the next month. */
const utcMidnight = (year: number, month: number, day: number): number | undefined => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
};

const format = (wholeSecondsMs: number, fraction: string): Instant | undefined => {
  const date = new Date(wholeSecondsMs);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString().replace('.000Z', `.${fraction}Z`);
  return isInstant(text) ? text : undefined;
};

/** Years outside 0000–9999 are written with a sign and six digits. */
const isInstant = (text: string): text is Instant => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(text);
