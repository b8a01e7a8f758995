import type { DeadLetter, DeadLetterQueue } from '../../lambdas/processor/ports';

/** A DLQ that keeps what it was sent, and refuses on demand. */
export class InMemoryDeadLetterQueue implements DeadLetterQueue {
  readonly letters: DeadLetter[] = [];
  refuses = false;

  async send(letter: DeadLetter): Promise<void> {
    if (this.refuses) throw new Error('The DLQ refuses.');
    this.letters.push(letter);
  }
}
