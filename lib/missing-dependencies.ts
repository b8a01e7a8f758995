import { isRecord, textsIn } from './validation-rules';

/** The dependencies that a manifest names, if it is one and names any. */
export const dependenciesOf = (manifest: unknown): string[] =>
  isRecord(manifest) ? textsIn(manifest['dependencies']) : [];

/** The dependencies that a manifest names and that are not configured. */
export const missingDependencies = (
  manifest: unknown,
  configured: Readonly<Record<string, unknown>>,
): string[] => dependenciesOf(manifest).filter((name) => !Object.hasOwn(configured, name));
