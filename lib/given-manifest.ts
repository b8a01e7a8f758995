import type { ModuleManifest } from '../lambdas/contract/module-manifest';

export const policies = ['latest', 'sequence', 'none'] as const satisfies readonly ModuleManifest['policy'][];

/** What depends on the policy can be judged only if it is one. */
export const isPolicy = (value: unknown): value is ModuleManifest['policy'] =>
  policies.some((known) => known === value);

/** Every field that the manifest of some policy has. */
export const manifestFields = [
  'name',
  'description',
  'policy',
  'types',
  'entity',
  'lifecycle',
  'windowSeconds',
  'requires',
  'dependencies',
  'logCodes',
  'metrics',
  'maxAttempts',
  'timeoutSeconds',
  'maxConcurrency',
  'memoryMiB',
] as const;

/**
 * A manifest as it comes: nothing at synthesis has checked its types, and it may have been written in JavaScript or
 * generated.
 */
export type GivenManifest = { readonly [Field in (typeof manifestFields)[number]]?: unknown };
