import { withData } from '../core/claim-check';
import type { Envelope } from '../core/envelope';
import { StoreUnavailableError } from '../core/failure/errors';
import { unlessAborted } from '../core/unless-aborted';
import { DataGoneError } from './errors';
import { workingMs } from './module-context';
import type { Invocation, ProcessorDependencies } from './ports';

/**
 * The envelope with its data, wherever that lies; one call if it is not in the message, none otherwise.
 *
 * @throws {DataGoneError} when it is gone, or not what it was
 * @throws {StoreUnavailableError} when it could not be had in time
 */
export const loadData = async (
  envelope: Envelope,
  invocation: Invocation,
  { claimCheck, timer }: Pick<ProcessorDependencies, 'claimCheck' | 'timer'>,
): Promise<Envelope> => {
  if (envelope.dataref === undefined) return envelope;
  const controller = new AbortController();
  const { signal } = controller;
  const giveUp = (): void =>
    controller.abort(new StoreUnavailableError('The data of the event could not be had in time.'));
  const cancel = timer.after(workingMs(invocation), giveUp);
  try {
    const complete = await unlessAborted(withData(envelope, claimCheck.payloads, signal), signal);
    if (complete) return complete;
    throw new DataGoneError('The data of the event is not where its message says, or is not what it was.');
  } finally {
    cancel();
  }
};
