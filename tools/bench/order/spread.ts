/** The middle of a series of measurements: half of them lie between the quartiles. */
export interface Spread {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** @param values at least one */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
};
