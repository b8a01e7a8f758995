import { maxUnfinishedTries } from '../contract/limits';
import { ProcessorDiedError } from './errors';
import type { EventInModule, FailureLog } from './ports';

/**
 * Lets the module's code see an event. Of a message that was delivered suspiciously often it is noted beforehand, so
 * that an event that kills its processor is found out, and its neighbours are not taken for it.
 *
 * @throws {ProcessorDiedError} when it was begun too often and never ended
 */
export const whileWatched = async <Result>(
  isSuspect: boolean,
  { event, failures }: { readonly event: EventInModule; readonly failures: FailureLog },
  work: () => Promise<Result>,
): Promise<Result> => {
  if (!isSuspect) return work();
  const begun = await failures.begin(event);
  try {
    if (begun !== undefined && begun > maxUnfinishedTries) {
      throw new ProcessorDiedError(`The processor died ${begun - 1} times with this event.`);
    }
    return await work();
  } finally {
    await failures.end(event);
  }
};
