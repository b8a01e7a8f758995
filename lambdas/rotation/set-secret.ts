import type { Timer } from '../core/ports';

/**
 * Where other rotations tell the new secret to the other side, which a webhook's sender has no interface for, this one
 * waits until every environment of ingest can have learnt of it. An environment looks for newer secrets when it sees a
 * wrong signature, but only so often; a flood of wrong ones may have used that up just before the new secret was made.
 *
 * It waits its whole time whenever it is asked to: when the version got its value is nowhere said for certain.
 */
export const setSecret = (settleMs: number, timer: Timer): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  timer.after(settleMs, resolve);
  return promise;
};
