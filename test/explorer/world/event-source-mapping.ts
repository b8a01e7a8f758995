import * as z from 'zod';
import type { LambdaFunction } from '../simulation/lambda-function';
import type { Simulation } from '../simulation/simulation';
import type { FifoQueue, ReceivedMessage } from './fifo-queue';
import { sqsEventOf } from './sqs-event';

export interface MappingOptions {
  readonly simulation: Simulation;
  readonly queue: FifoQueue;
  readonly processor: LambdaFunction;
  readonly maxConcurrency: number;
  readonly mayFail: () => boolean;
}

/** Changing a mapping takes a while. */
const changeMs = 3000;

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Lambda's event source mapping of a module's queue: receives, invokes, deletes what was not reported as failed. What
 * is not deleted comes again.
 */
export class EventSourceMapping {
  readonly #options: MappingOptions;
  #invocations = 0;
  #isAwake = false;
  #cancelAlarm: () => void = () => undefined;
  state: 'enabled' | 'enabling' | 'disabled' | 'disabling' = 'enabled';

  constructor(options: MappingOptions) {
    this.#options = options;
  }

  /** Something may have become receivable. */
  wake(): void {
    const { simulation, queue } = this.#options;
    if (this.#isAwake || this.state !== 'enabled') return;
    this.#isAwake = true;
    simulation.enqueue(
      () => `poller of ${queue.name}`,
      () => {
        this.#isAwake = false;
        this.#poll();
      },
    );
  }

  /** When messages become visible again has changed. */
  lookAgain(): void {
    this.#setAlarm();
    this.wake();
  }

  setEnabled(isEnabled: boolean): 'accepted' | 'busy' {
    const { simulation, queue } = this.#options;
    if (this.state === 'enabling' || this.state === 'disabling') return 'busy';
    if (this.state === (isEnabled ? 'enabled' : 'disabled')) return 'accepted';
    this.state = isEnabled ? 'enabling' : 'disabling';
    simulation.after(changeMs, () => {
      this.state = isEnabled ? 'enabled' : 'disabled';
      simulation.tell('mapping', () => `${queue.name} is ${this.state}`);
      this.lookAgain();
    });
    return 'accepted';
  }

  #poll(): void {
    const { simulation, queue, maxConcurrency } = this.#options;
    if (this.state !== 'enabled') return;
    this.#setAlarm();
    if (this.#invocations >= maxConcurrency || !queue.hasVisible) return;
    const messages = this.#receive();
    if (messages.length === 0) return;
    this.#invocations += 1;
    simulation.start(async () => {
      await this.#invoke(messages);
      this.#invocations -= 1;
      this.wake();
    });
    this.wake();
  }

  /** SQS can deliver a message again before its time, and can lose the answer to a receive. */
  #receive(): readonly ReceivedMessage[] {
    const { simulation, queue, mayFail } = this.#options;
    const chosen = mayFail() ? simulation.choose('fault', 3, () => `receive from ${queue.name}`) : 0;
    const messages = queue.receive(chosen === 1 ? { visibilityMs: 0 } : {});
    this.#setAlarm();
    const ids = (): string =>
      messages.map(({ messageId, receiveCount }) => `${messageId}/${receiveCount}`).join(' ');
    const fault = ['', ', and they are visible again at once', ', and the answer is lost'][chosen];
    simulation.tell('queue', () => `${fault ? '✗ ' : ''}${queue.name} delivers ${ids()}${fault}`);
    return chosen === 2 ? [] : messages;
  }

  async #invoke(messages: readonly ReceivedMessage[]): Promise<void> {
    const { processor, queue } = this.#options;
    const result = await processor.invoke(sqsEventOf(messages));
    if (result.kind !== 'returned') return;
    const { batchItemFailures } = answerSchema.parse(result.result);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ messageId }) => !failed.has(messageId));
    if (done.length > 0 && this.#confirms(done)) {
      for (const { receiptHandle } of done) queue.delete(receiptHandle);
    }
    this.#setAlarm();
  }

  #confirms(done: readonly ReceivedMessage[]): boolean {
    const { simulation, queue, mayFail } = this.#options;
    const isLost = mayFail() && simulation.choose('fault', 2, () => `delete from ${queue.name}`) === 1;
    const ids = (): string => done.map(({ messageId }) => messageId).join(' ');
    simulation.tell('queue', () =>
      isLost ? `✗ ${queue.name} loses the deletion of ${ids()}` : `${queue.name} deletes ${ids()}`,
    );
    return !isLost;
  }

  /** What is invisible now is looked for when it is not. */
  #setAlarm(): void {
    const { simulation, queue } = this.#options;
    this.#cancelAlarm();
    const nextMs = queue.nextVisibleMs;
    if (nextMs === undefined) return;
    this.#cancelAlarm = simulation.after(nextMs - simulation.now(), () => this.lookAgain());
  }
}
