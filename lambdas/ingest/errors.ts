/**
 * The steps that can fail through no fault of the sender, which means that the event is not stored. All but one need
 * another service: `request` fails when what invoked the function is none, because it is not integrated as it should be.
 */
export type IngestStep = 'request' | 'secrets' | 'quarantine' | 'claim' | 'payload' | 'send' | 'deadline';

/** We could not store an event. The sender must be told to try again. */
export class IngestUnavailableError extends Error {
  override readonly name = 'IngestUnavailableError';
  readonly step: IngestStep;

  constructor(step: IngestStep, cause?: unknown) {
    super(`The step "${step}" of ingest failed.`, { cause });
    this.step = step;
  }
}

/** Runs a step; whatever it throws becomes an `IngestUnavailableError` that names it. */
export const runStep = async <T>(step: IngestStep, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw new IngestUnavailableError(step, error);
  }
};
