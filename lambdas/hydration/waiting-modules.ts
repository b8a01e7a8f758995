import type { Envelope } from '../core/envelope';
import { envelopeSchema } from '../core/envelope';
import { decodeMessage } from '../core/queue-message';
import type { DeadLetter, DeadLetterQueue, OutcomeRecorder } from '../processor/ports';

/** Names of the modules that wait until an event is hydrated. */
export const waitingFor = ({ hydratefor = '' }: Pick<Envelope, 'hydratefor'>): readonly string[] =>
  hydratefor.split(',').filter((name) => name !== '');

/**
 * Hydration's DLQ. An event that goes there is given up for every module that waits for it, and its claim says so: nobody
 * would wonder else why a module never got it. When it is redriven, what becomes of it there replaces that.
 */
export class WaitingModulesDlq implements DeadLetterQueue {
  readonly #queue: DeadLetterQueue;
  readonly #outcomes: Pick<OutcomeRecorder, 'record'>;

  constructor(queue: DeadLetterQueue, outcomes: Pick<OutcomeRecorder, 'record'>) {
    this.#queue = queue;
    this.#outcomes = outcomes;
  }

  async send(letter: DeadLetter): Promise<void> {
    await this.#queue.send(letter);
    const event = eventIn(letter);
    if (event === undefined) return;
    const { source, id: eventId } = event;
    for (const module of waitingFor(event)) {
      await this.#outcomes.record({
        source,
        eventId,
        module,
        outcome: 'dead-lettered',
        at: letter.lastFailedAt,
      });
    }
  }
}

const eventIn = ({ record }: DeadLetter): Envelope | undefined => {
  try {
    return envelopeSchema.parse(decodeMessage(record.body, record.encoding));
  } catch {
    // It is given up because it is no event.
    return undefined;
  }
};
