import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { type Clock, systemClock, wait } from '../clock';
import { describeFailure, type InvocationOutcome } from '../lambda/invocation';
import type { EventSourceMappingDefinition } from '../model';
import { type BatchResult, confirmedMessages } from './confirmed-messages';
import { splitBatch } from './split-batch';
import { sqsEvent } from './sqs-event';

/** What happens between a queue and its function. */
export type PollingEvent =
  | {
      readonly kind: 'batch';
      readonly mappingLogicalId: string;
      readonly messageIds: readonly string[];
      /** The ones that come back after the visibility timeout. */
      readonly failedMessageIds: readonly string[];
      /** Why the whole batch failed. */
      readonly failure?: string;
    }
  | { readonly kind: 'polling-problem'; readonly mappingLogicalId: string; readonly problem: string };

/**
 * As Lambda calls them: `Enabled` receives messages, `Disabling` receives none but still works on some, `Disabled`
 * does neither.
 */
export type MappingState = 'Enabled' | 'Disabling' | 'Disabled';

export interface EventSourceMappingOptions {
  readonly definition: EventSourceMappingDefinition;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly region: string;
  readonly invoke: (event: SQSEvent) => Promise<InvocationOutcome>;
  /** Batches at once, whatever the definition allows. Default 5. */
  readonly maxBatches?: number;
  /** Times the pause after a problem. Default: real time. */
  readonly clock?: Clock;
  readonly onEvent?: (event: PollingEvent) => void;
  readonly onStateChanged?: () => void;
}

const longPollSeconds = 20;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Feeds a function from a queue as Lambda's event source mapping does: long polls, batches, several at
 * once. A message is deleted only when the function has confirmed it; any other stays invisible until the
 * queue's visibility timeout ends and is delivered again.
 */
export class EventSourceMapping {
  readonly definition: EventSourceMappingDefinition;
  readonly #options: EventSourceMappingOptions;
  readonly #clock: Clock;
  readonly #batches = new Set<Promise<void>>();
  readonly #maxBatches: number;
  #polling: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(options: EventSourceMappingOptions) {
    const { definition, maxBatches = 5 } = options;
    this.definition = definition;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#maxBatches = Math.min(definition.maxConcurrency ?? maxBatches, maxBatches);
  }

  get state(): MappingState {
    if (this.#polling !== undefined) return 'Enabled';
    return this.#batches.size > 0 ? 'Disabling' : 'Disabled';
  }

  /** Starts to poll, the first time or after a pause; does nothing when it polls already. */
  start(): void {
    if (this.#polling !== undefined) return;
    const abort = new AbortController();
    this.#polling = { abort, ended: this.#poll(abort.signal) };
    this.#options.onStateChanged?.();
  }

  /** Ends polling at once. What has been received is still worked on; does nothing when it does not poll. */
  pause(): void {
    void this.#endPolling();
  }

  /** Ends polling at once; resolves when the batches in work are finished. */
  async stop(): Promise<void> {
    await this.#endPolling();
    await this.settled();
  }

  /** Resolves when the batches that are in work now have come to rest. */
  async settled(): Promise<void> {
    await Promise.all(this.#batches);
  }

  async #endPolling(): Promise<void> {
    const polling = this.#polling;
    if (polling === undefined) return;
    this.#polling = undefined;
    polling.abort.abort();
    this.#options.onStateChanged?.();
    await polling.ended;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let problems = 0;
    while (!signal.aborted) {
      try {
        const messages = await this.#receive(signal);
        problems = 0;
        if (messages.length > 0) this.#work(messages);
        while (this.#batches.size >= this.#maxBatches) await Promise.race(this.#batches);
      } catch (error) {
        if (signal.aborted) return;
        if (problems === 0) this.#tell(error);
        await wait(this.#clock, Math.min(firstPauseMs * 2 ** problems, longestPauseMs), signal);
        problems += 1;
      }
    }
  }

  async #receive(signal: AbortSignal): Promise<readonly Message[]> {
    const { client, queueUrl, definition } = this.#options;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(definition.batchSize, 10),
      WaitTimeSeconds: longPollSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await client.send(command, { abortSignal: signal });
    return Messages;
  }

  #work(messages: readonly Message[]): void {
    const work = this.#runAll(messages)
      .catch((error: unknown) => this.#tell(error))
      .finally(() => this.#ended(work));
    this.#batches.add(work);
  }

  #ended(work: Promise<void>): void {
    this.#batches.delete(work);
    if (this.state === 'Disabled') this.#options.onStateChanged?.();
  }

  /** Batches of one receive run one after another; after a failure the rest goes back untouched. */
  async #runAll(messages: readonly Message[]): Promise<void> {
    const { definition, region } = this.#options;
    for (const batch of splitBatch(messages, { queueArn: definition.queueArn, region })) {
      const result = await this.#run(batch);
      if (result.status !== 'confirmed') return;
    }
  }

  async #run(batch: readonly Message[]): Promise<BatchResult> {
    const { definition, region, invoke, onEvent } = this.#options;
    const outcome = await invoke(sqsEvent(batch, { queueArn: definition.queueArn, region }));
    const result = confirmedMessages(batch, outcome, definition.reportsItemFailures);
    const confirmed = result.status === 'rejected' ? [] : result.messages;
    const rest = batch.filter((message) => !confirmed.includes(message));
    await this.#delete(confirmed);
    onEvent?.({
      kind: 'batch',
      mappingLogicalId: definition.logicalId,
      messageIds: idsOf(batch),
      failedMessageIds: idsOf(rest),
      ...(result.status === 'rejected' && {
        failure: describeFailure(outcome) || 'malformed batch response',
      }),
    });
    return result;
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { client, queueUrl } = this.#options;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Code, Message: text } of Failed) {
      this.#tell(new Error(`a finished message was not deleted and will come again: ${Code} ${text ?? ''}`));
    }
  }

  #tell(error: unknown): void {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const { definition, onEvent } = this.#options;
    onEvent?.({ kind: 'polling-problem', mappingLogicalId: definition.logicalId, problem });
  }
}

const idsOf = (messages: readonly Message[]): string[] => messages.map(({ MessageId = '' }) => MessageId);
