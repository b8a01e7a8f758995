import { fuzzNowSeconds } from './known-scheme';

/** Times of sending that a scheme with this tolerance takes. */
export const timesInTolerance = (past: number, future: number): readonly number[] => [
  fuzzNowSeconds,
  fuzzNowSeconds - past,
  fuzzNowSeconds + future,
];

/** Times of sending, as a header says them, that it does not take: too far away, or no time at all. */
export const timesOutOfTolerance = (past: number, future: number): readonly string[] => [
  `${fuzzNowSeconds - past - 1}`,
  `${fuzzNowSeconds + future + 1}`,
  `${fuzzNowSeconds}000`,
  `${fuzzNowSeconds}.5`,
  ` ${fuzzNowSeconds}`,
  `+${fuzzNowSeconds}`,
  `-${fuzzNowSeconds}`,
  '0',
  '-1',
  '1e400',
  'NaN',
  'Infinity',
  '0x653bc8e9',
  '9'.repeat(16),
  '9'.repeat(400),
  '2023-10-27T14:30:00Z',
  '',
];
