import type { GivenBack, Visibility } from '../../lambdas/processor/ports';

/** Keeps when messages that were given back are to come again. */
export class RecordingVisibility implements Visibility {
  readonly calls: (readonly GivenBack[])[] = [];
  fails = false;

  async set(messages: readonly GivenBack[]): Promise<void> {
    if (this.fails) throw new Error('The queue refuses.');
    this.calls.push(messages);
  }

  /** What was said last of a message. */
  delaySecondsOf(receiptHandle: string): number | undefined {
    return this.calls.flat().findLast((message) => message.receiptHandle === receiptHandle)?.delaySeconds;
  }
}
