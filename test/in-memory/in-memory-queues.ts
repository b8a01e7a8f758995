import type { ModuleQueues, OutgoingMessage, QuarantineQueue } from '../../lambdas/ingest/ports';

/** Queues that keep what they were sent, and fail on demand. */
export class InMemoryQueues implements ModuleQueues, QuarantineQueue {
  readonly sent: (OutgoingMessage & { readonly module: string })[] = [];
  readonly quarantined: Pick<OutgoingMessage, 'body' | 'encoding'>[] = [];
  /** Modules whose queue refuses. */
  readonly failing = new Set<string>();
  /** What a queue that refuses throws. */
  refusal: (queue: string) => unknown = (queue) => new Error(`The queue of ${queue} refuses.`);

  async send(module: string, message: OutgoingMessage): Promise<void> {
    if (this.failing.has(module)) throw this.refusal(module);
    this.sent.push({ module, ...message });
  }

  async keep(message: Pick<OutgoingMessage, 'body' | 'encoding'>): Promise<void> {
    if (this.failing.has('quarantine')) throw this.refusal('quarantine');
    this.quarantined.push(message);
  }
}
