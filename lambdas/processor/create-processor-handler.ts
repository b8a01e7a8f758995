import type { SQSBatchResponse } from 'aws-lambda';
import { suspectReceiveCount } from '../contract/limits';
import { moduleDimension } from '../contract/metrics';
import type { ModuleManifest } from '../contract/module-manifest';
import type { Probe } from '../contract/probe';
import type { Envelope } from '../core/envelope';
import { errorName } from '../core/error-name';
import { classify } from '../core/failure/classify';
import { deferral } from '../core/failure/decide-failure';
import type { RemainingTime } from '../core/ports';
import { loadData } from './load-data';
import { workingMs } from './module-context';
import type { Invocation, MessageProcessor, ProcessorDependencies } from './ports';
import { type GivenBackMessage, type MessageResult, processBatch } from './process-batch';
import { parseProbe, parseSqsEvent, type QueueMessage, type QueueRecord, readMessage } from './queue-record';
import { type FailingModule, failingModuleOf, settleFailure, settleReleaseFailure } from './settle-failure';

export type ProcessorHandler = (event: unknown, context: RemainingTime) => Promise<SQSBatchResponse>;

/**
 * The handler behind a module's FIFO queue; it reports which messages are to be delivered again, and tells the queue
 * when.
 */
export const createProcessorHandler =
  (manifest: ModuleManifest, process: MessageProcessor, deps: ProcessorDependencies): ProcessorHandler =>
  async (event, context) => {
    const invocation = invocationOf(context, parseProbe(event));
    const records = parseSqsEvent(event).map((record) => ({ ...record, isSuspect: isSuspect(record) }));
    const mayBegin = beginnings(invocation);
    const at = { invocation, mayBegin, process, module: failingModuleOf(manifest), deps };
    const givenBack = await processBatch(records, (record) => processRecord(record, at));
    await setVisibility(givenBack, manifest.name, deps);
    deps.metrics.flush({ [moduleDimension]: manifest.name });
    return { batchItemFailures: givenBack.map(({ message }) => ({ itemIdentifier: message.messageId })) };
  };

const invocationOf = (context: RemainingTime, probe: Probe | undefined): Invocation => ({
  remainingMs: () => context.getRemainingTimeInMillis(),
  ...(probe && { probe }),
});

const isSuspect = ({ receiveCount }: QueueRecord): boolean => receiveCount >= suspectReceiveCount;

/**
 * Whether another message may be begun: the first one, and any while half of the time is left. What comes later must not
 * pay for what took the time.
 */
const beginnings = (invocation: Invocation): (() => boolean) => {
  const givenMs = workingMs(invocation);
  let isFirst = true;
  return () => {
    const mayBegin = isFirst || workingMs(invocation) >= givenMs / 2;
    isFirst = false;
    return mayBegin;
  };
};

interface ProcessingAt {
  readonly invocation: Invocation;
  readonly mayBegin: () => boolean;
  readonly process: MessageProcessor;
  readonly module: FailingModule;
  readonly deps: ProcessorDependencies;
}

type Record = QueueRecord & { readonly isSuspect: boolean };

const processRecord = async (record: Record, at: ProcessingAt): Promise<MessageResult> => {
  if (!at.mayBegin()) return { kind: 'again', delaySeconds: 0 };
  const { receiveCount, isSuspect, sentMs = at.deps.clock.now() } = record;
  let message: QueueMessage | undefined;
  try {
    message = readMessage(record);
    const { invocation } = at;
    await at.process({
      message: await withItsData(message, at),
      isRepeated: receiveCount > 1,
      isSuspect,
      sentMs,
      invocation,
    });
    return { kind: 'done' };
  } catch (error) {
    return settle(record, { message, error }, at);
  }
};

const withItsData = async (
  message: QueueMessage,
  { invocation, deps }: ProcessingAt,
): Promise<QueueMessage> =>
  message.kind === 'release'
    ? message
    : { kind: 'event', envelope: await loadData(message.envelope, invocation, deps) };

const settle = async (
  record: Record,
  { message, error }: { readonly message: QueueMessage | undefined; readonly error: unknown },
  { invocation, module, deps }: ProcessingAt,
): Promise<MessageResult> => {
  const { messageId, groupId, receiveCount: tries } = record;
  const event = message?.kind === 'event' ? message.envelope : undefined;
  const isProbe = invocation.probe !== undefined;
  const lasting = (): Promise<QueueRecord> => withLastingData(record, event, deps);
  const failure = { groupId, record: lasting, messageId, tries, event, error, module, isProbe };
  if (message?.kind === 'release') return settleReleaseFailure(failure, deps);
  try {
    const settlement = await settleFailure(failure, deps);
    return settlement.kind === 'again' ? settlement : { kind: 'done' };
  } catch (unsettled) {
    const random = deps.random.fraction();
    const { delaySeconds, cause } = deferral({ failure: classify(unsettled), deliveries: tries, random });
    const fields = { module: module.name, messageId, cause, delaySeconds, errorName: errorName(unsettled) };
    deps.log.error('EVENT_DEFERRED', { ...fields, step: 'settle' });
    return { kind: 'again', delaySeconds };
  }
};

/** What the message refers to was kept for its way through the queue; from now on it lies in the DLQ. */
const withLastingData = async (
  record: QueueRecord,
  event: Envelope | undefined,
  { claimCheck }: ProcessorDependencies,
): Promise<QueueRecord> => {
  if (event?.dataref !== undefined) await claimCheck.payloads.renew(event.dataref);
  return record;
};

/** Otherwise they come again when the queue's own visibility timeout is over. */
const setVisibility = async (
  givenBack: readonly GivenBackMessage<QueueRecord>[],
  module: string,
  { visibility, log }: ProcessorDependencies,
): Promise<void> => {
  const messages = givenBack.flatMap(({ message: { receiptHandle }, delaySeconds }) =>
    receiptHandle === undefined ? [] : [{ receiptHandle, delaySeconds }],
  );
  if (messages.length === 0) return;
  try {
    await visibility.set(messages);
  } catch (error) {
    log.warn('VISIBILITY_NOT_SET', { module, count: messages.length, errorName: errorName(error) });
  }
};
