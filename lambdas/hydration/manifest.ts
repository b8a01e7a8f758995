import { hydrationDependency, hydrationName } from '../contract/hydration';
import { metricNames } from '../contract/metrics';
import type { IndependentManifest, ModuleManifest } from '../contract/module-manifest';

/** Hydration as if it were a module, all but its types. */
export const hydration = {
  name: hydrationName,
  description:
    'Completes truncated events from the records of the platform, and hands them to their modules.',
  policy: 'none',
  dependencies: [hydrationDependency],
  logCodes: [
    'EVENT_HYDRATED',
    'HYDRATED_EVENT_QUARANTINED',
    'RECORD_NOT_FOUND',
    'RECORD_FORBIDDEN',
    'RECORD_REJECTED',
    'RECORD_TOO_LARGE',
    'PLATFORM_UNAVAILABLE',
    'PLATFORM_RATE_LIMITED',
    'PLATFORM_UNAUTHORIZED',
    'PLATFORM_ANSWER_UNUSABLE',
  ],
  metrics: [
    'EventHydrated',
    'HydratedEventQuarantined',
    'RecordNotFound',
    metricNames.hydrationForbidden,
    'RecordRejected',
    'RecordTooLarge',
    'PlatformUnavailable',
    'PlatformRateLimited',
    'PlatformUnauthorized',
    'PlatformAnswerUnusable',
  ],
  // The platform limits the requests of each access token; each function has its own.
  maxConcurrency: 2,
  // A token and a record, the record once more with a new token, and time to hand over in.
  timeoutSeconds: 25,
} as const satisfies Omit<IndependentManifest, 'types'>;

/** Hydration takes every type that some module wants. @param modules those that are deployed, one at least */
export const hydrationManifest = (modules: readonly ModuleManifest[]): IndependentManifest => {
  const [first, ...others] = new Set(modules.flatMap(({ types }) => types));
  if (first === undefined) throw new Error('Without modules nothing is hydrated.');
  return { ...hydration, types: [first, ...others] };
};
