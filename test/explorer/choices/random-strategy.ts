import { assertNever } from '../../../lambdas/core/assert-never';
import type { Strategy } from './choices';

/** Numbers in [0, 1) that follow from a seed: Mulberry32, by Tommy Ettinger (public domain). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Most faults of one run: they have to stop for everything to come to rest. */
const maxFaults = 8;
const faultRates = [0.01, 0.04, 0.1, 0.3] as const;
const reorderingRates = [0, 0.1, 0.4, 0.9] as const;

/** Draws lots: some runs with few faults, some with many, some in turn and some all mixed up. The seed decides all. */
export const drawingLots = (seed: number): Strategy => {
  const random = randomNumbers(seed);
  const oneOf = (rates: readonly number[]): number => rates[Math.floor(random() * rates.length)] ?? 0;
  const faultRate = oneOf(faultRates);
  const reorderingRate = oneOf(reorderingRates);
  let faultsLeft = Math.floor(random() * (maxFaults + 1));
  const other = (options: number): number => 1 + Math.floor(random() * (options - 1));
  return {
    decide: ({ kind, options }) => {
      switch (kind) {
        case 'fault':
          if (faultsLeft === 0 || random() >= faultRate) return 0;
          faultsLeft -= 1;
          return other(options);
        case 'schedule':
          return random() < reorderingRate ? other(options) : 0;
        case 'input':
          return Math.floor(random() * options);
        default:
          return assertNever(kind);
      }
    },
  };
};
