import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { duplicatesOf, wholeNumber, kebabName, show } from './validation-rules';

const policies = ['latest', 'sequence', 'none'] as const satisfies readonly ModuleManifest['policy'][];

/** Lambda allows 256, and the module's name stands before it. */
const maxDescriptionCharacters = 200;

const entityIdPath = /^(?:subject|actorid|id|data(?:\.[^.\s]+)+)$/;

/**
 * What is wrong with the manifests: a sentence for each problem, with the value, the rule and what to do.
 * Empty if nothing is.
 */
export function validateManifests(manifests: readonly ModuleManifest[]): string[] {
  return [
    ...manifests.flatMap((manifest) => validateManifest(manifest)),
    ...duplicatesOf(manifests.map(({ name }) => name)).map(
      (name) =>
        `Module name ${show(name)} is used more than once, but names a queue and a function: rename one.`,
    ),
  ];
}

function validateManifest(manifest: ModuleManifest): string[] {
  const module = `Module ${show(manifest.name)}`;
  return [
    ...kebabName(`Module name ${show(manifest.name)}`, manifest.name),
    ...validateDescription(module, manifest),
    ...validatePolicy(module, manifest),
    ...validateTypes(module, manifest),
    ...validateEntity(module, manifest),
    ...validateSizes(module, manifest),
  ];
}

const validateDescription = (module: string, { description }: ModuleManifest): string[] => {
  if (typeof description === 'string' && description.length > maxDescriptionCharacters) {
    return [
      `${module}: description has ${description.length} characters, but must have ${maxDescriptionCharacters} at most, as it becomes the function's: shorten it.`,
    ];
  }
  return filled(`${module}: description`, description);
};

const validatePolicy = (module: string, { policy }: ModuleManifest): string[] =>
  policies.includes(policy)
    ? []
    : [`${module}: policy is ${show(policy)}, but must be one of ${policies.join(', ')}: choose one.`];

function validateTypes(module: string, { types }: ModuleManifest): string[] {
  const wanted: readonly string[] = types;
  if (wanted.length === 0) return [`${module}: types is empty, but a module must want events: name a type.`];
  return [
    ...wanted.flatMap((type, index) => filled(`${module}: types[${index}]`, type)),
    ...duplicatesOf(wanted).map(
      (type) => `${module}: types has ${show(type)} more than once, but its place is its rank: leave one.`,
    ),
  ];
}

function validateEntity(module: string, manifest: ModuleManifest): string[] {
  if (manifest.policy === 'none') return [];
  const { entity } = manifest;
  const paths: readonly string[] = entity.idFrom;
  return [
    ...filled(`${module}: entity.type`, entity.type),
    ...(paths.length === 0
      ? [`${module}: entity.idFrom is empty, but an event must lead to an entity: name a place.`]
      : []),
    ...paths
      .filter((path) => !entityIdPath.test(path))
      .map(
        (path) =>
          `${module}: entity.idFrom has ${show(path)}, but must have subject, actorid, id or a path such as data.agentId: correct it.`,
      ),
  ];
}

const validateSizes = (module: string, manifest: ModuleManifest): string[] => [
  // Six times the timeout is the queue's visibility; a longer one would hold an entity back for too long.
  ...wholeNumber(`${module}: timeoutSeconds`, manifest.timeoutSeconds, [1, 150]),
  // Lambda's limits.
  ...wholeNumber(`${module}: maxConcurrency`, manifest.maxConcurrency, [2, 1000]),
  ...wholeNumber(`${module}: memoryMiB`, manifest.memoryMiB, [128, 10_240]),
];

const filled = (what: string, value: string): string[] =>
  typeof value === 'string' && value.trim() !== ''
    ? []
    : [`${what} is ${show(value)}, but must be a text that is not empty: write one.`];
