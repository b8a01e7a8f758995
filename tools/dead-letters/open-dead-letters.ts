import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { defaultClaimRetentionHours } from '../../lambdas/contract/limits';
import { type Clock, systemClock } from '../local/clock';
import { checkDiscardOptions, checkRedriveOptions } from './check-options';
import type { DeadLetter, ModuleQueue } from './dead-letter';
import { checkFilter, type DeadLetterFilter } from './dead-letter-filter';
import type { QueueCoverage } from './dead-letter-walk';
import { discard, type DiscardOptions, type DiscardReport } from './discard';
import { EventClaims } from './event-claims';
import { listDeadLetters, type Listing, type ListOptions, scanDeadLetters } from './list-dead-letters';
import { PayloadObjects } from './payload-objects';
import { redrive, type RedriveOptions, type RedriveReport } from './redrive';
import { type DeadLetterAddress, showDeadLetter, type Showing } from './show-dead-letter';
import { TargetBreakers } from './target-breakers';

export interface DeadLettersOptions {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  /** What is too large for a message is kept alive, and shown, by it. */
  readonly s3: S3Client;
  /** The modules whose DLQs are worked on. */
  readonly queues: readonly ModuleQueue[];
  /** Names of the tables. */
  readonly claimsTable: string;
  readonly controlTable: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How long is noted why something without a claim was discarded. Default: as long as claims are kept by default. */
  readonly claimRetentionHours?: number;
  /** How long SQS looks for messages before it says that there are none, 0–20. With 0 it may overlook some. Default 2. */
  readonly pollSeconds?: number;
}

/**
 * The DLQs of all modules as a place to work in. Prints and logs nothing.
 *
 * A filter that names an unknown field, module or cause, or an option out of its range, is an `InvalidRequestError`.
 */
export interface DeadLetters {
  /** What matches, one by one, and at the end how much of each DLQ was seen. Gives everything back however it ends. */
  scan(
    filter?: DeadLetterFilter,
    options?: ListOptions,
  ): AsyncGenerator<DeadLetter, readonly QueueCoverage[], undefined>;
  /** The same as a list. */
  list(filter?: DeadLetterFilter, options?: ListOptions): Promise<Listing>;
  /** One, with what its event's claim says. */
  show(address: DeadLetterAddress, options?: ListOptions): Promise<Showing>;
  /** Puts what matches back into its module's queue; unless told otherwise, only says what it would do. */
  redrive(filter: DeadLetterFilter, options?: RedriveOptions): Promise<RedriveReport>;
  /** Deletes what matches and keeps why; unless told otherwise, only says what it would do. */
  discard(filter: DeadLetterFilter, options: DiscardOptions): Promise<DiscardReport>;
}

export const openDeadLetters = (options: DeadLettersOptions): DeadLetters => {
  const {
    clock = systemClock,
    claimRetentionHours: retentionHours = defaultClaimRetentionHours,
    pollSeconds = 2,
  } = options;
  const claims = new EventClaims({ ...options, clock, retentionHours });
  const breakers = new TargetBreakers(options);
  const payloads = new PayloadObjects(options.s3);
  const context = { ...options, clock, pollSeconds, claims, breakers, payloads };
  const modules = options.queues.map(({ manifest }) => manifest.name);
  return {
    scan: (filter = {}, options) =>
      scanDeadLetters(context, { ...options, filter: checkFilter(filter, modules) }),
    list: async (filter = {}, options) =>
      listDeadLetters(context, { ...options, filter: checkFilter(filter, modules) }),
    show: async (address, options) =>
      showDeadLetter(context, { ...options, filter: checkFilter(address, modules) }),
    redrive: async (filter, options = {}) => {
      checkRedriveOptions(options);
      return redrive(context, { ...options, filter: checkFilter(filter, modules) });
    },
    discard: async (filter, options) => {
      checkDiscardOptions(options);
      return discard(context, { ...options, filter: checkFilter(filter, modules) });
    },
  };
};
