import type { OutgoingRelease } from '../../lambdas/core/release-message';
import type { RefusedRelease, ReleaseQueues } from '../../lambdas/release/ports';

/** What a queue does with one call. */
export type QueueReaction = (messages: readonly OutgoingRelease[]) => readonly RefusedRelease[];

/** The modules' queues as the release function sees them; they refuse on demand. */
export class InMemoryReleaseQueues implements ReleaseQueues {
  /** What the queues have. */
  readonly sent: (OutgoingRelease & { readonly module: string })[] = [];
  calls = 0;
  mostCallsAtOnce = 0;
  #callsNow = 0;
  /** Says what is refused, or throws; takes everything by default. */
  react: QueueReaction = () => [];
  /** What a call takes. */
  latency = async (): Promise<void> => undefined;

  async send(module: string, messages: readonly OutgoingRelease[]): Promise<readonly RefusedRelease[]> {
    if (messages.length < 1 || messages.length > 10) throw new Error('SQS takes 1 to 10 messages a call.');
    this.calls += 1;
    this.#callsNow += 1;
    this.mostCallsAtOnce = Math.max(this.mostCallsAtOnce, this.#callsNow);
    await this.latency();
    this.#callsNow -= 1;
    const refused = this.react(messages);
    const refusals = new Set(refused.map(({ message }) => message));
    for (const message of messages) if (!refusals.has(message)) this.sent.push({ module, ...message });
    return refused;
  }
}
