import type { SQSBatchResponse } from 'aws-lambda';
import { metricNames, moduleDimension } from '../contract/metrics';
import type { FeatureModule } from './feature-module';
import type { ProcessorDependencies } from './ports';
import { processBatch } from './process-batch';
import { processEvent } from './process-event';
import { parseSqsEvent, type QueueRecord, readEnvelope } from './queue-record';

export type ProcessorHandler = (event: unknown) => Promise<SQSBatchResponse>;

/** The handler behind a module's FIFO queue; it reports which messages are to be delivered again. */
export const createProcessorHandler =
  (featureModule: FeatureModule, deps: ProcessorDependencies): ProcessorHandler =>
  async (event) => {
    const module = featureModule.manifest.name;
    const failed = await processBatch(parseSqsEvent(event), async (record) => {
      try {
        await processEvent(readEnvelope(record), featureModule, deps);
      } catch (error) {
        reportFailure({ record, error, module }, deps);
        throw error;
      }
    });
    deps.metrics.flush({ [moduleDimension]: module });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

const reportFailure = (
  failure: { readonly record: QueueRecord; readonly error: unknown; readonly module: string },
  { log, metrics }: ProcessorDependencies,
): void => {
  const { record, error, module } = failure;
  const { messageId, groupId: entityHash, receiveCount } = record;
  const errorName = error instanceof Error ? error.name : typeof error;
  metrics.count(metricNames.eventFailed);
  log.error('EVENT_FAILED', { module, messageId, entityHash, receiveCount, errorName });
};
