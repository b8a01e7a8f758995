import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../local/clock';
import type { ModuleQueue } from './dead-letter';
import type { CheckedFilter } from './dead-letter-filter';
import { DeadLetterWalk, type QueueCoverage } from './dead-letter-walk';
import { readDeadLetter } from './read-dead-letter';
import type { Refusal } from './target-breakers';
import {
  type BrokenOff,
  described,
  type HeldLetter,
  type RunOptions,
  type TreatedLetter,
  type Treatment,
  type TreatmentReport,
  type TreatmentResult,
} from './treatment';

export interface TreatmentContext {
  readonly sqs: SQSClient;
  readonly clock: Clock;
  readonly queues: readonly ModuleQueue[];
  readonly pollSeconds: number;
}

/** Treats what matches, DLQ by DLQ. The failure of one does not keep the others from being treated. */
export const treatMatching = async (
  context: TreatmentContext,
  {
    filter,
    treatment,
    ...options
  }: RunOptions & { readonly filter: CheckedFilter; readonly treatment: Treatment },
): Promise<TreatmentReport> => {
  const run = new TreatmentRun(context, treatment, options);
  for (const queue of context.queues) {
    if (filter.wantsModule(queue.manifest.name) && run.ended === 'completed') await run.work(queue, filter);
  }
  return run.report;
};

class TreatmentRun {
  ended: TreatmentReport['ended'] = 'completed';
  readonly #context: TreatmentContext;
  readonly #treatment: Treatment;
  readonly #options: RunOptions;
  readonly #letters: TreatedLetter[] = [];
  readonly #counts = new Map<TreatmentResult['kind'], number>();
  readonly #refused: Refusal[] = [];
  readonly #brokenOff: BrokenOff[] = [];
  readonly #coverage: QueueCoverage[] = [];

  constructor(context: TreatmentContext, treatment: Treatment, options: RunOptions) {
    this.#context = context;
    this.#treatment = treatment;
    this.#options = options;
  }

  get report(): TreatmentReport {
    return {
      dryRun: this.#isDry,
      ended: this.ended,
      matched: this.#letters.length,
      done: this.#count('done'),
      skipped: this.#count('skipped'),
      failed: this.#count('failed'),
      refused: this.#refused,
      brokenOff: this.#brokenOff,
      letters: this.#letters,
      coverage: this.#coverage,
    };
  }

  get #isDry(): boolean {
    return this.#options.dryRun ?? true;
  }

  async work(queue: ModuleQueue, filter: CheckedFilter): Promise<void> {
    const module = queue.manifest.name;
    try {
      const refusal = await this.#treatment.refusalOf(queue);
      if (refusal) this.#refused.push(refusal);
      if (!refusal || this.#isDry) await this.#walk(queue, filter);
    } catch (error) {
      if (error instanceof ProgressError) throw error.cause;
      this.#brokenOff.push({ module, ...described(error) });
    }
  }

  async #walk(queue: ModuleQueue, filter: CheckedFilter): Promise<void> {
    const { manifest, dlqUrl } = queue;
    const { holdSeconds } = this.#treatment;
    const walk = new DeadLetterWalk({ ...this.#context, module: manifest.name, dlqUrl, holdSeconds });
    const blockedGroups = new Set<string>();
    for await (const message of walk.messages()) {
      if (this.#isOver()) break;
      const letter = readDeadLetter(message, { manifest, nowMs: this.#context.clock.now() });
      if (!filter.matches(letter)) continue;
      const held = { letter, message, queue, remove: () => walk.remove(message) };
      const result = blockedGroups.has(letter.groupId) ? behindFailed : await this.#treat(held);
      if (!result) {
        this.ended = 'aborted';
        break;
      }
      if (this.#treatment.keepsOrder && hasStayed(result)) blockedGroups.add(letter.groupId);
      this.#note({ letter, result });
      if (result.kind === 'refused') break;
    }
    this.#coverage.push(await walk.coverage());
  }

  #isOver(): boolean {
    const { signal, limit = Number.POSITIVE_INFINITY } = this.#options;
    if (signal?.aborted) this.ended = 'aborted';
    else if (this.#count('done') + this.#count('would-be-done') + this.#count('failed') >= limit)
      this.ended = 'limit';
    return this.ended !== 'completed';
  }

  async #treat(held: HeldLetter): Promise<TreatmentResult | undefined> {
    const checked = await this.#treatment.check(held.letter, held.message);
    if (checked) return checked;
    return this.#isDry ? { kind: 'would-be-done' } : this.#treatment.treat(held);
  }

  #note(treated: TreatedLetter): void {
    const { kind } = treated.result;
    this.#letters.push(treated);
    this.#counts.set(kind, this.#count(kind) + 1);
    if (treated.result.kind === 'refused') this.#refused.push(treated.result.refusal);
    try {
      this.#options.onProgress?.(treated);
    } catch (error) {
      throw new ProgressError('The listener to the progress failed.', { cause: error });
    }
  }

  #count(kind: TreatmentResult['kind']): number {
    return this.#counts.get(kind) ?? 0;
  }
}

/** What the caller's own listener throws ends the run, and is the caller's. */
class ProgressError extends Error {
  override readonly name = 'ProgressError';
}

/** It failed before its copy was made. */
const hasStayed = (result: TreatmentResult): boolean => result.kind === 'failed' && result.step !== 'delete';

const behindFailed: TreatmentResult = { kind: 'skipped', reason: 'BEHIND_FAILED' };
