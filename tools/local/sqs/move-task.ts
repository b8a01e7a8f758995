import type { Clock } from '../clock';
import type { StoredMessage } from './message';
import type { Queue } from './queue';

export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface MoveTaskOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly source: Queue;
  /** Without it each message goes back to the queue that its redrive policy moved it from. */
  readonly destinationArn: string | undefined;
  readonly messagesPerSecond: number | undefined;
  readonly findByArn: (arn: string) => Queue | undefined;
}

/** SQS adapts an unstated rate to the backlog; here it is the highest that can be stated. */
const defaultMessagesPerSecond = 500;
const shortestTickMs = 20;

/** Moves what a dead-letter queue held at the start, oldest first, at a steady rate by the clock. */
export class MoveTask {
  readonly options: MoveTaskOptions;
  readonly startedMs: number;
  readonly toMove: number;
  status: MoveTaskStatus = 'RUNNING';
  failureReason: string | undefined;
  moved = 0;
  readonly #lastOrder: number;
  readonly #ratePerMs: number;
  #cancelTick: () => void;

  constructor(options: MoveTaskOptions) {
    this.options = options;
    this.startedMs = options.clock.now();
    this.toMove = options.source.counts.waiting;
    this.#lastOrder = options.source.lastOrder;
    this.#ratePerMs = (options.messagesPerSecond ?? defaultMessagesPerSecond) / 1000;
    this.#cancelTick = options.clock.schedule(0, () => this.#tick());
  }

  cancel(): void {
    this.#end('CANCELLED');
  }

  /** Moves what is due by now: the first message at once, the others at the rate. */
  #tick(): void {
    const dueCount = Math.floor((this.options.clock.now() - this.startedMs) * this.#ratePerMs) + 1;
    while (this.status === 'RUNNING' && this.moved < dueCount) this.#moveNext();
    if (this.status !== 'RUNNING') return;
    const tickMs = Math.max(shortestTickMs, Math.ceil(1 / this.#ratePerMs));
    this.#cancelTick = this.options.clock.schedule(tickMs, () => this.#tick());
  }

  #moveNext(): void {
    const { findByArn, destinationArn } = this.options;
    const message = this.#next();
    if (!message) return this.#end('COMPLETED');
    const targetArn = destinationArn ?? message.deadLetterSourceArn;
    if (targetArn === undefined) return this.#fail('CouldNotDetermineMessageSource');
    const target = findByArn(targetArn);
    if (!target) return this.#fail('AWS.SimpleQueueService.NonExistentQueue');
    this.options.source.withdraw(message);
    target.acceptMoved(message);
    this.moved += 1;
    if (!this.#next()) this.#end('COMPLETED');
  }

  /** The oldest receivable message, if it was there at the start. */
  #next(): StoredMessage | undefined {
    const message = this.options.source.nextToMove();
    return message && message.order <= this.#lastOrder ? message : undefined;
  }

  #fail(reason: string): void {
    this.failureReason = reason;
    this.#end('FAILED');
  }

  #end(status: MoveTaskStatus): void {
    this.status = status;
    this.#cancelTick();
  }
}
