import { defaultMaxAttempts } from '../contract/limits';
import type { LogFields } from '../contract/log-codes';
import { metricNames } from '../contract/metrics';
import type { ModuleManifest } from '../contract/module-manifest';
import type { Envelope } from '../core/envelope';
import { errorName } from '../core/error-name';
import { classify, type FailureClass } from '../core/failure/classify';
import {
  counts,
  decideFailure,
  deferral,
  type FailureDecision,
  type FailureTimes,
  type Standing,
} from '../core/failure/decide-failure';
import { instantFromEpochMs } from '../core/instant';
import type { MessageResult } from './process-batch';
import type { DeadLetter, EventInModule, ProcessorDependencies } from './ports';

/** The module whose event it is, as far as its failures go. */
export interface FailingModule {
  readonly name: string;
  /** Counted failures after which an event goes to the DLQ. */
  readonly maxAttempts: number;
  /** Type of its entities. */
  readonly entityType: string;
}

export const failingModuleOf = (manifest: ModuleManifest): FailingModule => ({
  name: manifest.name,
  maxAttempts: manifest.maxAttempts ?? defaultMaxAttempts,
  entityType: manifest.policy === 'none' ? 'event' : manifest.entity.type,
});

export interface Failure {
  /** The FIFO group that it belongs to. */
  readonly groupId: string;
  /** The message as the DLQ is to get it; what it refers to is kept for as long as it can lie there. */
  readonly record: () => Promise<DeadLetter['record']>;
  /** Absent for an event that does not come from the queue right now. */
  readonly messageId?: string;
  /** How often it was tried, this time included: stands in where failures cannot be noted on a claim. */
  readonly tries: number;
  /** Absent when the message could not be decoded. */
  readonly event: Pick<Envelope, 'source' | 'id' | 'type'> | undefined;
  readonly error: unknown;
  readonly module: FailingModule;
  /** The guard had it tried while a dependency was down. Default false. */
  readonly isProbe?: boolean;
}

/**
 * - `again`: after the delay. `isCounted`: one of the event's attempts is used up
 * - `dead-lettered`: the DLQ has it, with its cause, and its group can go on
 */
export type Settlement =
  | { readonly kind: 'again'; readonly delaySeconds: number; readonly isCounted: boolean }
  | { readonly kind: 'dead-lettered' };

export type SettlingDependencies = Pick<
  ProcessorDependencies,
  'clock' | 'random' | 'log' | 'metrics' | 'failures' | 'breakers' | 'deadLetters' | 'outcomes'
>;

/**
 * Settles what becomes of an event that failed, as `decideFailure` decides. Failures are noted on the event's claim;
 * deliveries would count for the innocent too.
 *
 * @throws when the failure could not be noted or the DLQ did not take the message; it is to be tried again then.
 */
export const settleFailure = async (failure: Failure, deps: SettlingDependencies): Promise<Settlement> => {
  const known = classify(failure.error);
  const standing =
    known.dependency === undefined ? undefined : await deps.breakers.standing(known.dependency);
  const nowMs = deps.clock.now();
  const times = await timesOf(failure, { known, standing, nowMs }, deps);
  const decision = decideFailure({
    failure: known,
    standing,
    times,
    maxAttempts: failure.module.maxAttempts,
    isProbe: failure.isProbe ?? false,
    deliveries: failure.tries,
    random: deps.random.fraction(),
  });
  report(failure, { known, decision }, deps);
  if (decision.kind === 'dead-letter') {
    await giveUp(failure, { decision, firstMs: times?.[0] ?? nowMs, nowMs }, deps);
    return { kind: 'dead-lettered' };
  }
  if (decision.kind === 'defer' && decision.suspected !== undefined) {
    await deps.breakers.suspect(decision.suspected);
  }
  return { kind: 'again', delaySeconds: decision.delaySeconds, isCounted: decision.kind === 'retry' };
};

interface Circumstances {
  readonly known: FailureClass;
  readonly standing: Standing | undefined;
  readonly nowMs: number;
}

/** Notes the failure, if it is one that counts or ends the event. */
const timesOf = async (
  failure: Failure,
  { known, standing, nowMs }: Circumstances,
  deps: SettlingDependencies,
): Promise<FailureTimes | undefined> => {
  if (known.kind !== 'permanent' && !counts(known, standing)) return undefined;
  const event = eventInModule(failure);
  const noted = event && (await deps.failures.note(event, nowMs));
  if (noted) return noted;
  // Without a claim nothing tells when the earlier ones were.
  return [nowMs, ...Array<number>(Math.max(0, failure.tries - 1)).fill(nowMs)];
};

interface GivenUp {
  readonly decision: Extract<FailureDecision, { kind: 'dead-letter' }>;
  readonly firstMs: number;
  readonly nowMs: number;
}

/** The DLQ first: what is noted before could be lost. */
const giveUp = async (
  failure: Failure,
  { decision, firstMs, nowMs }: GivenUp,
  deps: SettlingDependencies,
): Promise<void> => {
  const { record, event, error, module } = failure;
  const lastFailedAt = instantFromEpochMs(nowMs);
  await deps.deadLetters.send({
    record: await record(),
    module: module.name,
    cause: decision.cause,
    errorName: errorName(error),
    attempts: decision.attempts,
    firstFailedAt: instantFromEpochMs(firstMs),
    lastFailedAt,
    entityType: module.entityType,
    ...(event && { event: { id: event.id, type: event.type } }),
  });
  const inModule = eventInModule(failure);
  if (inModule) await deps.outcomes.record({ ...inModule, outcome: 'dead-lettered', at: lastFailedAt });
  deps.metrics.count(metricNames.eventDeadLettered);
  const { cause, attempts } = decision;
  deps.log.error('EVENT_DEAD_LETTERED', { ...fieldsOf(failure), cause, attempts });
};

const eventInModule = ({ event, module }: Failure): EventInModule | undefined =>
  event && { source: event.source, eventId: event.id, module: module.name };

const report = (
  failure: Failure,
  { known, decision }: { readonly known: FailureClass; readonly decision: FailureDecision },
  { log, metrics }: Pick<SettlingDependencies, 'log' | 'metrics'>,
): void => {
  const { dependency } = known;
  const fields: LogFields = {
    ...fieldsOf(failure),
    cause: decision.cause,
    ...(dependency !== undefined && { dependency }),
    ...(decision.kind !== 'dead-letter' && { delaySeconds: decision.delaySeconds }),
  };
  if (decision.kind === 'defer') {
    metrics.count(metricNames.eventDeferred);
    log.warn('EVENT_DEFERRED', fields);
  } else {
    metrics.count(metricNames.eventFailed);
    log.error('EVENT_FAILED', fields);
  }
};

/**
 * A release is a hint: it is tried again for as long as SQS does not move it to the DLQ, where it would mean nothing.
 * While anything is due, the next minute brings another. What failed was none of its events, which settle by
 * themselves, but a store.
 */
export const settleReleaseFailure = (
  failure: Failure,
  { random, log, metrics }: Pick<SettlingDependencies, 'random' | 'log' | 'metrics'>,
): MessageResult => {
  const { delaySeconds, cause } = deferral({
    failure: classify(failure.error),
    deliveries: failure.tries,
    random: random.fraction(),
  });
  metrics.count(metricNames.eventDeferred);
  log.warn('EVENT_DEFERRED', { ...fieldsOf(failure), reason: 'RELEASE', cause, delaySeconds });
  return failure.tries < maxReleaseTries ? { kind: 'again', delaySeconds } : { kind: 'done' };
};

/** A release that fails as often is let go. */
const maxReleaseTries = 10;

const fieldsOf = ({ groupId, messageId, tries, event, error, module }: Failure): LogFields => ({
  module: module.name,
  ...(event && { source: event.source, eventId: event.id, eventType: event.type }),
  ...(messageId !== undefined && { messageId }),
  entityHash: groupId,
  receiveCount: tries,
  errorName: errorName(error),
});
