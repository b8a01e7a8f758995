/**
 * Reads `Retry-After`: a number of seconds or a date. Source: RFC 9110 §10.2.3.
 *
 * @returns seconds, 0 for a date in the past; `undefined` when there is none or it is neither
 */
export const retryAfterSeconds = (header: string | null, nowMs: number): number | undefined => {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const dateMs = /^[A-Z][a-z]{2}, \d{2} /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
};
