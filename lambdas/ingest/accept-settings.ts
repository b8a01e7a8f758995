import { environment } from '../contract/environment';
import { maxClaimRetentionHours, minClaimRetentionHours } from '../contract/limits';
import type { ModuleManifest } from '../contract/module-manifest';
import { readDeployedModules } from '../core/deployed-modules';
import type { EnvironmentReader } from '../core/environment-reader';
import { type PayloadSettings, readPayloadSettings } from '../core/payload-settings';
import { readReceivers, type Receivers } from './read-receivers';

/** What accepting an authentic delivery takes, whichever door it came through. */
export interface AcceptSettings extends Receivers, PayloadSettings {
  readonly claimsTable: string;
  readonly claimRetentionSeconds: number;
  readonly quarantineQueueUrl: string;
  /** The deployed modules' manifests. */
  readonly manifests: readonly ModuleManifest[];
}

/** @param known the manifests of all modules there are */
export const readAcceptSettings = (
  reader: EnvironmentReader,
  known: readonly ModuleManifest[],
): AcceptSettings => {
  const manifests = readDeployedModules(reader, known);
  const receivers = readReceivers(reader, manifests);
  const claimsTable = reader.text(environment.claimsTable);
  const quarantineQueueUrl = reader.text(environment.quarantineQueueUrl);
  const retentionHours = reader.integer(environment.claimRetentionHours, {
    min: minClaimRetentionHours,
    max: maxClaimRetentionHours,
  });
  return {
    ...receivers,
    ...readPayloadSettings(reader),
    manifests,
    claimsTable,
    quarantineQueueUrl,
    claimRetentionSeconds: retentionHours * 3600,
  };
};
