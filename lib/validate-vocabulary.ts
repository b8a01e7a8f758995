import { logCodes } from '../lambdas/contract/log-codes';
import { metricNames } from '../lambdas/contract/metrics';
import type { GivenManifest } from './given-manifest';
import { kebabName, noDuplicates, show, textList, textsIn } from './validation-rules';

/** What a module may say and count, and which systems it calls: what is wrong with these names. */
export const validateVocabulary = (module: string, manifest: GivenManifest): string[] => [
  ...validateDependencies(`${module}: dependencies`, manifest.dependencies),
  ...validateNames(`${module}: logCodes`, manifest.logCodes, {
    pattern: /^[A-Z][A-Z0-9_]{2,63}$/,
    rule: 'capital letters, digits and underscores, a letter first, 3 to 64 characters',
    example: 'CRM_ACTIVITY_WRITTEN',
    taken: logCodes,
  }),
  ...validateNames(`${module}: metrics`, manifest.metrics, {
    pattern: /^[A-Z][A-Za-z0-9]{2,63}$/,
    rule: 'letters and digits, a capital letter first, 3 to 64 characters',
    example: 'CrmActivityWritten',
    taken: Object.values(metricNames),
  }),
];

function validateDependencies(what: string, dependencies: unknown): string[] {
  if (dependencies === undefined) return [];
  if (!Array.isArray(dependencies)) return textList(what, dependencies, 'crm');
  return [
    ...dependencies.flatMap((name: unknown) => kebabName(`${what} has ${show(name)}, but each`, name, 'crm')),
    ...noDuplicates(what, textsIn(dependencies)),
  ];
}

interface Naming {
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly rule: string;
  readonly example: string;
  /** Names that Switchboard itself uses. */
  readonly taken: readonly string[];
}

function validateNames(what: string, names: unknown, { pattern, rule, example, taken }: Naming): string[] {
  if (names === undefined) return [];
  if (!Array.isArray(names)) return textList(what, names, example);
  return [
    ...names
      .filter((name: unknown) => typeof name !== 'string' || !pattern.test(name))
      .map(
        (name: unknown) =>
          `${what} has ${show(name)}, but each must be ${rule}: rename it, for example to "${example}".`,
      ),
    ...textsIn(names)
      .filter((name) => taken.includes(name))
      .map((name) => `${what} has ${show(name)}, which Switchboard itself uses: rename it.`),
    ...noDuplicates(what, textsIn(names)),
  ];
}
