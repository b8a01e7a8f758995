import type { ModuleQueues, OutgoingMessage, QuarantineQueue } from '../../lambdas/ingest/ports';

/** Queues that keep what they were sent, and fail on demand. */
export class InMemoryQueues implements ModuleQueues, QuarantineQueue {
  readonly sent: (OutgoingMessage & { readonly module: string })[] = [];
  readonly quarantined: Pick<OutgoingMessage, 'body' | 'encoding'>[] = [];
  /** Modules whose queue refuses. */
  readonly failing = new Set<string>();

  async send(module: string, message: OutgoingMessage): Promise<void> {
    if (this.failing.has(module)) throw new Error(`The queue of ${module} refuses.`);
    this.sent.push({ module, ...message });
  }

  async keep(message: Pick<OutgoingMessage, 'body' | 'encoding'>): Promise<void> {
    if (this.failing.has('quarantine')) throw new Error('The quarantine queue refuses.');
    this.quarantined.push(message);
  }
}
