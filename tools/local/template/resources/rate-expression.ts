const secondsPerUnit = { minute: 60, hour: 3_600, day: 86_400 } as const;

const rates = /^rate\((?<count>[1-9]\d*) (?<unit>minute|hour|day)(?<plural>s?)\)$/;

const isUnit = (text: string | undefined): text is keyof typeof secondsPerUnit =>
  text !== undefined && Object.hasOwn(secondsPerUnit, text);

/**
 * The period of `rate(1 minute)`, `rate(5 hours)` and the like, in seconds; undefined for any other text. As
 * EventBridge has it, the unit is in the singular after 1 and in the plural after anything else.
 */
export function secondsOfRate(expression: string): number | undefined {
  const { count, unit, plural } = rates.exec(expression)?.groups ?? {};
  if (!isUnit(unit) || (count === '1') !== (plural === '')) return undefined;
  return Number(count) * secondsPerUnit[unit];
}
