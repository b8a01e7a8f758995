import { environment } from '../contract/environment';
import { maxClaimRetentionHours, minClaimRetentionHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { type Environment, EnvironmentReader } from '../core/environment-reader';

export interface ProcessorConfig {
  readonly claimsTable: string;
  readonly entitiesTable: string;
  readonly deadLetterQueueUrl: string;
  /** What modules with an order to keep, or with effects, need besides; absent for the policy `latest`. */
  readonly memory?: {
    readonly idempotencyTable: string;
    /** How long a parked event is kept at most, and how long it is remembered that an effect succeeded. */
    readonly retentionSeconds: number;
  };
}

/**
 * Reads the configuration of a module's processor.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseProcessorConfig = (env: Environment, { policy }: ModuleManifest): ProcessorConfig => {
  const reader = new EnvironmentReader(env);
  const tablesAndQueue = {
    claimsTable: reader.text(environment.claimsTable),
    entitiesTable: policy === 'none' ? '' : reader.text(environment.entitiesTable),
    deadLetterQueueUrl: reader.text(environment.deadLetterQueueUrl),
  };
  const memory = policy === 'latest' ? undefined : readMemory(reader);
  return reader.finish(() => ({ ...tablesAndQueue, ...(memory && { memory }) }));
};

const readMemory = (reader: EnvironmentReader): NonNullable<ProcessorConfig['memory']> => {
  const bounds = { min: minClaimRetentionHours, max: maxClaimRetentionHours };
  return {
    idempotencyTable: reader.text(environment.idempotencyTable),
    retentionSeconds: reader.integer(environment.claimRetentionHours, bounds) * 3600,
  };
};
