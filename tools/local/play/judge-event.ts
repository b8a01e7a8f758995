import type { PlayedEvent } from './play-events';

/**
 * Whether a sample event came out as expected. An expectation speaks of the modules that it names; others may
 * have any outcome, and may want an event that was to be ignored. With `serversWereUsedBefore`, an event
 * that was to be accepted may be known already. Without an expectation every outcome is fine.
 */
export const isAsExpected = (
  { sample, httpStatus, answer, outcomes }: PlayedEvent,
  serversWereUsedBefore: boolean,
): boolean => {
  const { expected } = sample;
  if (httpStatus !== 200 || Object.values(outcomes).includes('pending')) return false;
  if (expected === undefined) return true;
  const isKnown = serversWereUsedBefore && expected.answer === 'accepted' && answer === 'duplicate';
  const isWantedByOthers = expected.answer === 'ignored' && Object.keys(outcomes).length > 0;
  if (answer !== expected.answer && !isKnown && !isWantedByOthers) return false;
  return Object.entries(expected.outcomes).every(([module, outcome]) => outcomes[module] === outcome);
};
