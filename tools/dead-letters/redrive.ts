import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { claimKey } from '../../lambdas/contract/table-schema';
import { encodingAttribute } from '../../lambdas/core/queue-message';
import type { DeadLetter, ModuleQueue } from './dead-letter';
import type { CheckedFilter } from './dead-letter-filter';
import type { EventClaims } from './event-claims';
import type { HeldMessage } from './held-message';
import { Pace } from './pace';
import type { PayloadObjects } from './payload-objects';
import type { TargetBreakers } from './target-breakers';
import { treatMatching, type TreatmentContext } from './treat-matching';
import {
  attempt,
  type HeldLetter,
  type RunOptions,
  type Treatment,
  type TreatmentReport,
  type TreatmentResult,
} from './treatment';

export interface RedriveOptions extends RunOptions {
  /** Events a second, 0.01–300. Default 5. */
  readonly ratePerSecond?: number;
}

export interface RedriveReport extends Omit<TreatmentReport, 'done'> {
  /** Events that are in their module's queue again, and no longer in the DLQ. */
  readonly redriven: number;
}

export interface RedriveContext extends TreatmentContext {
  readonly claims: EventClaims;
  readonly breakers: TargetBreakers;
  readonly payloads: PayloadObjects;
}

export const defaultRatePerSecond = 5;

/** How long messages are held beyond what the rate takes for the ten of one receive. */
const reserveSeconds = 120;
const receivedAtOnce = 10;
/** What one copy and one deletion may take. With less left, the message could be seen by somebody else meanwhile. */
const treatmentMs = 10_000;

/** Puts what matches back into its module's queue, and then deletes it from the DLQ. */
export const redrive = async (
  context: RedriveContext,
  {
    filter,
    ratePerSecond = defaultRatePerSecond,
    ...options
  }: RedriveOptions & { readonly filter: CheckedFilter },
): Promise<RedriveReport> => {
  const treatment = new Redrive(context, new Pace(context.clock, ratePerSecond), {
    holdSeconds: reserveSeconds + Math.ceil(receivedAtOnce / ratePerSecond),
    signal: options.signal,
  });
  const { done: redriven, ...report } = await treatMatching(context, { ...options, filter, treatment });
  return { ...report, redriven };
};

interface RedriveSettings {
  readonly holdSeconds: number;
  readonly signal: AbortSignal | undefined;
}

class Redrive implements Treatment {
  readonly holdSeconds: number;
  readonly keepsOrder = true;
  readonly #context: RedriveContext;
  readonly #pace: Pace;
  readonly #signal: AbortSignal | undefined;
  /** By what a redriven message would be recognised if it came back: it would go round and round. */
  readonly #redriven = new Set<string>();

  constructor(context: RedriveContext, pace: Pace, { holdSeconds, signal }: RedriveSettings) {
    this.#context = context;
    this.#pace = pace;
    this.holdSeconds = holdSeconds;
    this.#signal = signal;
  }

  async refusalOf({ manifest }: ModuleQueue) {
    return this.#context.breakers.refusalOf(manifest);
  }

  async check(letter: DeadLetter, message: HeldMessage): Promise<TreatmentResult | undefined> {
    if (marksOf(letter, message).some((mark) => this.#redriven.has(mark))) {
      return { kind: 'skipped', reason: 'ALREADY_REDRIVEN' };
    }
    return attempt('claim', async () => {
      const notes = await this.#context.claims.find(letter);
      return notes?.outcome === 'discarded' ? { kind: 'skipped', reason: 'DISCARDED' } : undefined;
    });
  }

  async treat({ letter, message, queue, remove }: HeldLetter): Promise<TreatmentResult | undefined> {
    if (!(await this.#pace.turn(this.#signal))) return undefined;
    if (this.#context.clock.now() + treatmentMs > message.heldUntilMs) return notHeld;
    const refused = await attempt('breaker', async () => {
      const refusal = await this.refusalOf(queue);
      return refusal && { kind: 'refused', refusal };
    });
    return (
      refused ??
      (await attempt('renew', () => this.#renew(letter))) ??
      (await attempt('copy', () => this.#copy(letter, message, queue))) ??
      (await attempt('delete', async () => {
        await remove();
        return { kind: 'done' };
      }))
    );
  }

  /** What it refers to was kept for its time in the DLQ; now it may wait in the queue as long again. */
  async #renew({ dataref }: DeadLetter): Promise<TreatmentResult | undefined> {
    if (dataref === undefined) return undefined;
    const renewed = await this.#context.payloads.renew(dataref);
    return renewed === 'gone' ? { kind: 'skipped', reason: 'DATA_GONE' } : undefined;
  }

  /**
   * The body as it was, under the group that it had. Its deduplication id is the DLQ message's own: SQS would swallow
   * a copy under the event's, if that came within five minutes, and does swallow a second copy of the same message.
   */
  async #copy(letter: DeadLetter, message: HeldMessage, queue: ModuleQueue): Promise<undefined> {
    const encoding = message.attributes.get(encodingAttribute);
    const { MessageId = '' } = await this.#context.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.queueUrl,
        MessageBody: message.body,
        MessageGroupId: message.groupId,
        MessageDeduplicationId: copyId(message.messageId),
        ...(encoding !== undefined && {
          MessageAttributes: { [encodingAttribute]: { DataType: 'String', StringValue: encoding } },
        }),
      }),
    );
    for (const mark of [copyId(message.messageId), MessageId, ...eventMark(letter)]) this.#redriven.add(mark);
    return undefined;
  }
}

const copyId = (messageId: string): string => `redrive-${messageId}`;

/**
 * A processor gives a message up under the id it came with; SQS moves it under its message id; and whoever did it, it
 * is about the same event.
 */
const marksOf = (letter: DeadLetter, { deduplicationId }: HeldMessage): readonly string[] => [
  deduplicationId,
  ...eventMark(letter),
];

const eventMark = ({ module, source, eventId }: DeadLetter): readonly string[] =>
  source === undefined || eventId === undefined ? [] : [`${module}#${claimKey(source, eventId)}`];

const notHeld: TreatmentResult = {
  kind: 'failed',
  step: 'hold',
  errorName: 'HoldExpired',
  message: 'The message may be seen by others again; it is left where it is.',
};
