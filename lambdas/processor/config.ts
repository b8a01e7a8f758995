import { environment } from '../contract/environment';
import { maxClaimRetentionHours, minClaimRetentionHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { type PayloadSettings, readPayloadSettings } from '../core/payload-settings';

export interface ProcessorConfig extends PayloadSettings {
  readonly claimsTable: string;
  /** The module's queue. */
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Empty for a module that calls nothing outside, as is the next. */
  readonly controlTable: string;
  readonly guardQueueUrl: string;
  /** Empty with the policy `none`, which keeps no states. */
  readonly entitiesTable: string;
  /** Empty with the policy `latest`, which has no effects. */
  readonly idempotencyTable: string;
  /**
   * How long a parked event is kept at most, and how long it is remembered that an effect succeeded; 0 with the policy
   * `latest`, which does neither.
   */
  readonly retentionSeconds: number;
}

/**
 * Reads the configuration of a module's processor, as far as its policy needs it.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseProcessorConfig = (env: Environment, manifest: ModuleManifest): ProcessorConfig => {
  const { policy, dependencies = [] } = manifest;
  const reader = new EnvironmentReader(env);
  const claimsTable = reader.text(environment.claimsTable);
  const deadLetterQueueUrl = reader.text(environment.deadLetterQueueUrl);
  const queueUrl = reader.text(environment.queueUrl);
  const payloadSettings = readPayloadSettings(reader);
  const callsOthers = dependencies.length > 0;
  const controlTable = callsOthers ? reader.text(environment.controlTable) : '';
  const guardQueueUrl = callsOthers ? reader.text(environment.guardQueueUrl) : '';
  const entitiesTable = policy === 'none' ? '' : reader.text(environment.entitiesTable);
  const idempotencyTable = policy === 'latest' ? '' : reader.text(environment.idempotencyTable);
  const bounds = { min: minClaimRetentionHours, max: maxClaimRetentionHours };
  const retentionHours = policy === 'latest' ? 0 : reader.integer(environment.claimRetentionHours, bounds);
  return reader.finish(() => ({
    claimsTable,
    queueUrl,
    deadLetterQueueUrl,
    ...payloadSettings,
    controlTable,
    guardQueueUrl,
    entitiesTable,
    idempotencyTable,
    retentionSeconds: retentionHours * 3600,
  }));
};
