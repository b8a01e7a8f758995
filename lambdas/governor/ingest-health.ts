import type { IngestHealth } from '../core/throttling/next-step';
import type { AlarmStatus } from './ports';

/** What alarms say together. */
export interface AlarmReading {
  readonly health: IngestHealth;
  /** Names of the alarms that are on. */
  readonly on: readonly string[];
}

/**
 * @param names the alarms that count
 * @param statuses what was learned of them, by asking or from an alarm's own event; of two about the same alarm the
 *   later one counts. An alarm that nothing is known of is not taken to be fine
 */
export const readingOf = (names: readonly string[], statuses: readonly AlarmStatus[]): AlarmReading => {
  const known = names.flatMap((name) => latest(statuses.filter((status) => status.name === name)));
  const on = known.filter(({ isOn }) => isOn);
  return { health: healthOf(known, on, names.length), on: on.map(({ name }) => name) };
};

const latest = (statuses: readonly AlarmStatus[]): readonly AlarmStatus[] =>
  statuses.toSorted((one, other) => other.changedAtMs - one.changedAtMs).slice(0, 1);

const healthOf = (
  known: readonly AlarmStatus[],
  on: readonly AlarmStatus[],
  expected: number,
): IngestHealth => {
  if (on.length > 0) return { kind: 'unwell', wentOffAtMs: lastChange(on) };
  return known.length < expected ? { kind: 'unknown' } : { kind: 'well', sinceMs: lastChange(known) };
};

const lastChange = (statuses: readonly AlarmStatus[]): number =>
  Math.max(...statuses.map(({ changedAtMs }) => changedAtMs));
