import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, systemClock } from '../clock';
import type { PollingEvent } from './event-source-mapping';

/** Messages have arrived in a dead-letter queue. */
export interface DeadLetterEvent {
  readonly kind: 'dead-letter';
  readonly module: string;
  /** How many more there are than before. */
  readonly count: number;
}

export interface DeadLetterWatchOptions {
  readonly client: SQSClient;
  readonly module: string;
  readonly mappingLogicalId: string;
  readonly dlqUrl: string;
  readonly onEvent: (event: DeadLetterEvent) => void;
  /** Default: real time. */
  readonly clock?: Clock;
}

const intervalMs = 1_000;

/**
 * Notices when a queue moves messages to its DLQ, which SQS tells nobody. Looks at the DLQ only while
 * there are messages that failed and have neither succeeded since nor arrived there.
 */
export class DeadLetterWatch {
  readonly #options: DeadLetterWatchOptions;
  readonly #clock: Clock;
  readonly #failed = new Set<string>();
  #known: number | undefined;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: DeadLetterWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Takes note of a batch. */
  notice(event: PollingEvent): void {
    if (event.kind !== 'batch' || event.mappingLogicalId !== this.#options.mappingLogicalId) return;
    for (const id of event.messageIds) this.#failed.delete(id);
    for (const id of event.failedMessageIds) this.#failed.add(id);
    if (this.#failed.size > 0 && this.#cancel === undefined) this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #look(): void {
    this.#cancel = () => undefined;
    this.#compare()
      // Without an answer the next look tells.
      .catch(() => undefined)
      .finally(() => this.#lookAgain())
      .catch(() => undefined);
  }

  #lookAgain(): void {
    this.#cancel = undefined;
    if (this.#stopped || this.#failed.size === 0) return;
    this.#cancel = this.#clock.schedule(intervalMs, () => this.#look());
  }

  async #compare(): Promise<void> {
    const { client, dlqUrl, module, onEvent } = this.#options;
    const command = new GetQueueAttributesCommand({
      QueueUrl: dlqUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes = {} } = await client.send(command);
    const depth = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
    const count = depth - (this.#known ?? depth);
    this.#known = depth;
    if (count <= 0 || this.#stopped) return;
    for (const id of [...this.#failed].slice(0, count)) this.#failed.delete(id);
    onEvent({ kind: 'dead-letter', module, count });
  }
}
