import type { PlayedEvent } from './play-events';

/**
 * Whether a sample event came out as expected. With `serversWereUsedBefore`, one that was to be accepted
 * may be known already. Without an expectation every final outcome of an answered event is fine.
 */
export const isAsExpected = (
  { sample, httpStatus, answer, outcomes }: PlayedEvent,
  serversWereUsedBefore: boolean,
): boolean => {
  const { expected } = sample;
  if (httpStatus !== 200) return false;
  if (expected === undefined) return !Object.values(outcomes).includes('pending');
  const isKnown = serversWereUsedBefore && expected.answer === 'accepted' && answer === 'duplicate';
  if (answer !== expected.answer && !isKnown) return false;
  const modules = new Set([...Object.keys(outcomes), ...Object.keys(expected.outcomes)]);
  return [...modules].every((module) => outcomes[module] === expected.outcomes[module]);
};
