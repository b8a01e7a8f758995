import { SecretsManagerStore } from '../adapters/secrets-manager-store';
import { CachedSecrets } from './cached-secrets';
import type { IngestConfig } from './config';
import { createAcceptDependencies } from './event-bus/dependencies';
import type { IngestDependencies } from './ports';

/** The webhook's ports on AWS: those of the other door, and the secrets. */
export const createDependencies = (config: IngestConfig): IngestDependencies => {
  const common = createAcceptDependencies(config);
  const { clock, log } = common;
  return {
    ...common,
    secrets: new CachedSecrets({
      store: new SecretsManagerStore(config.secretIds),
      clock,
      log,
      overlapMs: config.secretOverlapMs,
      refetchIntervalMs: config.secretRefetchMs,
    }),
  };
};
