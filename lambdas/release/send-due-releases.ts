import { dueShardCount } from '../contract/table-schema';
import { errorName } from '../core/error-name';
import { type Instant, instantFromEpochMs } from '../core/instant';
import { type OutgoingRelease, releaseMessage } from '../core/release-message';
import { forEachAtOnce } from './for-each-at-once';
import type { DueEntity, RefusedRelease, ReleaseDependencies } from './ports';
import { type ReleaseSummary, ReleaseTally } from './release-summary';

/** 4 shards with 8 batches each are 32 calls at once; the SDK's client has 50 connections. */
const shardsAtOnce = 4;
const batchesAtOnce = 8;
/** The processor's clock may be behind ours, and would find nothing due yet. */
const clockToleranceMs = 1000;
/** SQS: most messages of one call. */
const batchSize = 10;

export interface ReleaseRequest {
  readonly module: string;
  /** Milliseconds since the epoch. What was due a second before is released. */
  readonly nowMs: number;
  /** Whether enough time remains for another call. */
  readonly hasTime: () => boolean;
}

interface Run extends Pick<ReleaseRequest, 'module' | 'hasTime'> {
  readonly now: Instant;
  readonly tally: ReleaseTally;
  readonly deps: Pick<ReleaseDependencies, 'dueEntities' | 'queues'>;
}

/**
 * Sends a release message for every entity of the module with a parked event that is due. What fails is counted and
 * left out; what is left out stays due, and the next run finds it again. Holds one page of each shard that it works
 * on, however many entities are due.
 */
export const sendDueReleases = async (
  { module, nowMs, hasTime }: ReleaseRequest,
  deps: Run['deps'],
): Promise<ReleaseSummary> => {
  const tally = new ReleaseTally();
  const run: Run = { module, hasTime, now: instantFromEpochMs(nowMs - clockToleranceMs), tally, deps };
  await forEachAtOnce(shardsInTurn(nowMs), shardsAtOnce, (shard) => releaseShard(run, shard));
  return tally;
};

/** Every minute begins with the next shard, so that none starves when the time is never enough for all. */
const shardsInTurn = (nowMs: number): number[] => {
  const first = Math.floor(nowMs / 60_000);
  return Array.from({ length: dueShardCount }, (_, index) => (first + index) % dueShardCount);
};

const releaseShard = async (run: Run, shard: number): Promise<void> => {
  const { module, now, hasTime, tally, deps } = run;
  if (!hasTime()) return stopEarly(run);
  try {
    for await (const page of deps.dueEntities.pages({ module, shard, now })) {
      countUnreadable(page.unreadable, tally);
      await forEachAtOnce(batchesOf(page.entities), batchesAtOnce, (batch) => releaseBatch(run, batch));
      if (!page.isLast && !hasTime()) return stopEarly(run);
    }
  } catch (error) {
    tally.unreadShards += 1;
    tally.blame({ step: 'read', errorName: errorName(error) });
  }
};

const stopEarly = ({ tally }: Run): void => {
  tally.timeUp = true;
};

const countUnreadable = (unreadable: number, tally: ReleaseTally): void => {
  if (unreadable === 0) return;
  tally.failed += unreadable;
  tally.blame({ step: 'read', errorName: 'UnreadableItem' });
};

function* batchesOf(entities: readonly DueEntity[]): Generator<readonly DueEntity[]> {
  for (let start = 0; start < entities.length; start += batchSize) {
    yield entities.slice(start, start + batchSize);
  }
}

const releaseBatch = async (run: Run, batch: readonly DueEntity[]): Promise<void> => {
  const { module, hasTime, tally } = run;
  if (!hasTime()) return stopEarly(run);
  const refused = await sendTwice(
    run,
    batch.map(({ entity, dueAt }) => releaseMessage(module, entity, dueAt)),
  );
  tally.sent += batch.length - refused.length;
  tally.failed += refused.length;
  for (const { errorName } of refused) tally.blame({ step: 'send', errorName });
};

/** What the queue refused through no fault of the message is sent once more. */
const sendTwice = async (
  run: Run,
  messages: readonly OutgoingRelease[],
): Promise<readonly RefusedRelease[]> => {
  const refused = await send(run, messages);
  const again = refused.filter(({ isRetryable }) => isRetryable).map(({ message }) => message);
  if (again.length === 0 || !run.hasTime()) return refused;
  return [...refused.filter(({ isRetryable }) => !isRetryable), ...(await send(run, again))];
};

/** A call that fails as a whole was repeated by the client already. */
const send = async (
  { module, deps }: Run,
  messages: readonly OutgoingRelease[],
): Promise<readonly RefusedRelease[]> => {
  try {
    return await deps.queues.send(module, messages);
  } catch (error) {
    return messages.map((message) => ({ message, errorName: errorName(error), isRetryable: false }));
  }
};
