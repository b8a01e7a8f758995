import type { SQSBatchResponse } from 'aws-lambda';
import { moduleDimension } from '../contract/metrics';
import type { ModuleManifest } from '../contract/module-manifest';
import type { RemainingTime } from '../core/ports';
import type { Invocation, MessageProcessor, ProcessorDependencies } from './ports';
import { processBatch } from './process-batch';
import { parseSqsEvent, type QueueMessage, type QueueRecord, readMessage } from './queue-record';
import { settleFailure, settleReleaseFailure } from './settle-failure';

export type ProcessorHandler = (event: unknown, context: RemainingTime) => Promise<SQSBatchResponse>;

/** The handler behind a module's FIFO queue; it reports which messages are to be delivered again. */
export const createProcessorHandler =
  (
    { name: module }: ModuleManifest,
    process: MessageProcessor,
    deps: ProcessorDependencies,
  ): ProcessorHandler =>
  async (event, context) => {
    const invocation = { remainingMs: () => context.getRemainingTimeInMillis() };
    const givenBack = await processBatch(parseSqsEvent(event), (record) =>
      processRecord({ record, invocation }, process, { module, deps }),
    );
    deps.metrics.flush({ [moduleDimension]: module });
    return { batchItemFailures: givenBack.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** @throws what the message failed with, when it is to be delivered again. */
const processRecord = async (
  { record, invocation }: { readonly record: QueueRecord; readonly invocation: Invocation },
  process: MessageProcessor,
  { module, deps }: { readonly module: string; readonly deps: ProcessorDependencies },
): Promise<void> => {
  let message: QueueMessage | undefined;
  try {
    message = readMessage(record);
    const { receiveCount, sentMs = deps.clock.now() } = record;
    await process({ message, isRepeated: receiveCount > 1, sentMs, invocation });
  } catch (error) {
    const { messageId, receiveCount: tries } = record;
    const event = message?.kind === 'event' ? message.envelope : undefined;
    const failure = { record, messageId, tries, event, error, module };
    const verdict =
      message?.kind === 'release' ? settleReleaseFailure(failure, deps) : await settleFailure(failure, deps);
    if (verdict === 'retry') throw error;
  }
};
