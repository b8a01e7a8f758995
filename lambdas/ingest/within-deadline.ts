import type { Timer } from '../core/ports';
import { IngestUnavailableError } from './errors';

/**
 * Runs something that must be over in time. It races, because a call that ignores its signal must not hold up the
 * answer.
 *
 * @throws {IngestUnavailableError} for the step `deadline`, when the time is up
 */
export const withinDeadline = async <T>(
  timer: Timer,
  deadlineMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  const expired = new Promise<never>((_, reject) => {
    cancel = timer.after(deadlineMs, () => {
      const error = new IngestUnavailableError('deadline');
      controller.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([run(controller.signal), expired]);
  } finally {
    cancel();
  }
};
