import type { SQSBatchResponse } from 'aws-lambda';
import { moduleDimension } from '../contract/metrics';
import type { Envelope } from '../core/envelope';
import type { LatestModule } from './feature-module';
import type { ProcessorDependencies } from './ports';
import { processBatch } from './process-batch';
import { processEvent } from './process-event';
import { parseSqsEvent, type QueueRecord, readEnvelope } from './queue-record';
import { settleFailure } from './settle-failure';

export type ProcessorHandler = (event: unknown) => Promise<SQSBatchResponse>;

/** The handler behind a module's FIFO queue; it reports which messages are to be delivered again. */
export const createProcessorHandler =
  (featureModule: LatestModule, deps: ProcessorDependencies): ProcessorHandler =>
  async (event) => {
    const module = featureModule.manifest.name;
    const givenBack = await processBatch(parseSqsEvent(event), (record) =>
      processRecord(record, featureModule, deps),
    );
    deps.metrics.flush({ [moduleDimension]: module });
    return { batchItemFailures: givenBack.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** @throws what the message failed with, when it is to be delivered again. */
const processRecord = async (
  record: QueueRecord,
  featureModule: LatestModule,
  deps: ProcessorDependencies,
): Promise<void> => {
  let envelope: Envelope | undefined;
  try {
    envelope = readEnvelope(record);
    await processEvent(envelope, featureModule, deps);
  } catch (error) {
    const module = featureModule.manifest.name;
    if ((await settleFailure({ record, envelope, error, module }, deps)) === 'retry') throw error;
  }
};
