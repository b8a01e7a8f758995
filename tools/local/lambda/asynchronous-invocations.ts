import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { FunctionDefinition, InvokeConfigDefinition } from '../model';
import { failureRecord, type FailureRecord, type GiveUpCondition } from './failure-record';
import type { InvocationFailure, InvocationOutcome } from './invocation';

/** What follows an attempt that failed. */
export type AfterFailure =
  | { readonly kind: 'retried'; readonly afterSeconds: number }
  /** In a queue of this name. */
  | { readonly kind: 'kept'; readonly queue: string }
  /** There is nowhere to keep it, or it could not be kept. */
  | { readonly kind: 'dropped'; readonly problem?: string };

/** An attempt at an invocation that nobody waits for has ended. */
export interface InvocationEvent {
  readonly kind: 'invocation';
  readonly functionLogicalId: string;
  readonly outcome: InvocationOutcome;
  /** Absent when it succeeded. */
  readonly next?: AfterFailure;
}

/** A function's settings; without any, Lambda's defaults. */
export type InvokeSettings = Pick<InvokeConfigDefinition, 'maxRetries' | 'maxAgeSeconds' | 'onFailureQueue'>;

export const defaultInvokeSettings: InvokeSettings = { maxRetries: 2, maxAgeSeconds: 6 * 3600 };

export interface AsynchronousInvocationsOptions {
  readonly definition: Pick<FunctionDefinition, 'logicalId' | 'arn'>;
  readonly settings: InvokeSettings;
  readonly clock: Clock;
  /** Runs the function. Never rejects. */
  readonly invoke: (event: unknown, requestId: string) => Promise<InvocationOutcome>;
  /** Sends a record to the queue of failures. */
  readonly keep: (record: FailureRecord, queue: string) => Promise<void>;
  readonly onEvent: (event: InvocationEvent) => void;
}

/** Lambda waits a minute before the second attempt, and two before the third. */
const secondsBeforeRetry = 60;

/** An event that Lambda has taken over. */
interface Accepted {
  readonly requestId: string;
  readonly payload: unknown;
  readonly acceptedMs: number;
}

/**
 * Invocations of one function that nobody waits for: taken over at once, tried again when they fail, and kept in the
 * end. What waits is in memory and goes with the runner.
 *
 * Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export class AsynchronousInvocations {
  readonly #options: AsynchronousInvocationsOptions;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(options: AsynchronousInvocationsOptions) {
    this.#options = options;
  }

  /** Takes an event over. Gives the id that each of its attempts has. */
  accept(payload: unknown): string {
    const requestId = randomUUID();
    void this.#attempt({ requestId, payload, acceptedMs: this.#options.clock.now() }, 1);
    return requestId;
  }

  /** Nothing is tried again after this, or told of. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  async #attempt(accepted: Accepted, attempt: number): Promise<void> {
    const outcome = await this.#options.invoke(accepted.payload, accepted.requestId);
    if (this.#closed) return;
    if (outcome.status === 'succeeded') return this.#tell(outcome);
    if (attempt <= this.#options.settings.maxRetries) this.#retry(accepted, { attempt, failure: outcome });
    else await this.#giveUp(accepted, { attempt, failure: outcome, condition: 'RetriesExhausted' });
  }

  #retry(accepted: Accepted, last: Attempted): void {
    const afterSeconds = secondsBeforeRetry * last.attempt;
    const cancel = this.#options.clock.schedule(afterSeconds * 1000, () => {
      this.#waiting.delete(cancel);
      if (this.#isTooOld(accepted)) void this.#giveUp(accepted, { ...last, condition: 'EventAgeExceeded' });
      else void this.#attempt(accepted, last.attempt + 1);
    });
    this.#waiting.add(cancel);
    this.#tell(last.failure, { kind: 'retried', afterSeconds });
  }

  #isTooOld({ acceptedMs }: Accepted): boolean {
    const { clock, settings } = this.#options;
    return clock.now() - acceptedMs > settings.maxAgeSeconds * 1000;
  }

  async #giveUp({ payload }: Accepted, { attempt, failure, condition }: GivenUpAfter): Promise<void> {
    const { definition, clock, settings } = this.#options;
    const record = failureRecord({
      functionArn: definition.arn,
      condition,
      attempts: attempt,
      payload,
      failure,
      nowMs: clock.now(),
    });
    const next = await this.#kept(record, settings.onFailureQueue);
    if (!this.#closed) this.#tell(failure, next);
  }

  async #kept(record: FailureRecord, queue: string | undefined): Promise<AfterFailure> {
    if (queue === undefined) return { kind: 'dropped' };
    try {
      await this.#options.keep(record, queue);
      return { kind: 'kept', queue };
    } catch (error) {
      return { kind: 'dropped', problem: String(error) };
    }
  }

  #tell(outcome: InvocationOutcome, next?: AfterFailure): void {
    const { definition, onEvent } = this.#options;
    onEvent({ kind: 'invocation', functionLogicalId: definition.logicalId, outcome, ...(next && { next }) });
  }
}

interface Attempted {
  readonly attempt: number;
  readonly failure: InvocationFailure;
}

interface GivenUpAfter extends Attempted {
  readonly condition: GiveUpCondition;
}
