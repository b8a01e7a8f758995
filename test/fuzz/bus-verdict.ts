import * as z from 'zod';
import { IngestUnavailableError } from '../../lambdas/ingest/errors';
import { UnknownEventBusError } from '../../lambdas/ingest/event-bus/errors';
import type { BusEvent } from './bus-events';
import { type FailureMessage, messageIdOf } from './failure-queue';
import type { Deeds } from './fuzz-world';
import type { PrintedLine } from './printed-lines';
import type { Service } from './service-calls';
import { thrownText } from './thrown-text';

const batchResponseSchema = z.strictObject({
  batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })),
});

/** What became of an event, or a batch of messages. */
export interface BusObservation extends Deeds {
  readonly result: unknown;
  readonly thrown: unknown;
  readonly lines: readonly PrintedLine[];
  /** Printed, or told to Lambda. */
  readonly shown: string;
}

/** What became of an event whose kind is known. */
export const eventWrong = (
  { kind }: BusEvent,
  { result, thrown, calls, flushes }: BusObservation,
  service: Service | undefined,
): readonly string[] => {
  const isStrange = thrown instanceof UnknownEventBusError;
  const isUnavailable = thrown instanceof IngestUnavailableError;
  return [
    ...(flushes === 1 ? [] : [`metrics were flushed ${flushes} times`]),
    ...(result === undefined ? [] : ['it gave a result']),
    ...(thrown === undefined || isStrange || isUnavailable ? [] : [`${thrownText(thrown)} was thrown`]),
    ...(isUnavailable && service === undefined ? ['it was unavailable, and nothing had failed'] : []),
    ...(isStrange === (kind === 'strange') ? [] : ['its bus was mistaken']),
    ...(isStrange && calls.length > 0 ? [`for a strange bus ${calls.join(', ')} was called`] : []),
    // For a module that cannot have it, it is kept; but not for that one alone.
    ...(kind === 'sound' && calls.includes('quarantine') && service === undefined && !calls.includes('claims')
      ? ['a sound event was only kept in quarantine']
      : []),
    ...(kind === 'hopeless' && service === undefined && !calls.includes('quarantine')
      ? ['it was not kept in quarantine']
      : []),
  ];
};

const messageWrong = (
  { event }: FailureMessage,
  isFailed: boolean,
  service: Service | undefined,
): readonly string[] => {
  const mustFail = !event || event.kind === 'strange';
  // What is unusable may lack what a message is recognised by.
  const mayFail = mustFail || event.kind === 'any' || service !== undefined;
  return [
    ...(mustFail && !isFailed ? ['a message without an event of ours was taken'] : []),
    ...(isFailed && !mayFail ? [`a message with an event that is ${event.kind} was not taken`] : []),
  ];
};

export const batchWrong = (
  messages: readonly FailureMessage[],
  { result, thrown, flushes }: BusObservation,
  service: Service | undefined,
): readonly string[] => {
  if (thrown !== undefined) return [`${thrownText(thrown)} was thrown`];
  const failed = new Set(
    batchResponseSchema.parse(result).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
  );
  const events = messages.filter(({ event }) => event?.kind === 'sound').length;
  return [
    ...(flushes >= events && flushes <= messages.length ? [] : [`metrics were flushed ${flushes} times`]),
    ...messages.flatMap((message, index) => messageWrong(message, failed.has(messageIdOf(index)), service)),
    ...[...failed].filter((id) => !messages.some((_, index) => messageIdOf(index) === id)),
  ];
};
