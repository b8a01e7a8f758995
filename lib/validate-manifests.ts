import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { hydrationName } from '../lambdas/contract/hydration';
import { type GivenManifest, isPolicy, manifestFields, policies } from './given-manifest';
import { validateLifecycle } from './validate-lifecycle';
import { validateRequires } from './validate-requires';
import { validateVocabulary } from './validate-vocabulary';
import {
  duplicatesOf,
  filledText,
  isFilledText,
  isRecord,
  kebabName,
  noDuplicates,
  show,
  textList,
  textsIn,
  wholeNumber,
} from './validation-rules';

/** Parts of Switchboard that log and count under these names, or keep items under them in the modules' tables. */
const reservedNames = ['governor', 'guard', hydrationName, 'ingest', 'parked', 'release', 'state'];

/** Lambda allows 256, and the module's name stands before it. */
const maxDescriptionCharacters = 200;

const entityIdPath = /^(?:subject|actorid|id|data(?:\.[^.\s[\]]+)+)$/;

/** Names that a webhook's body has for places, and those that the event has for them then. */
const webhookNames: Readonly<Record<string, string>> = {
  userId: 'userId is actorid here',
  resourceUri: 'resourceUri is subject here',
  entityType: 'entityType names a kind and no one entity',
};

/**
 * What is wrong with the manifests: a sentence for each problem, with the value, the rule and what to do.
 * Empty if nothing is.
 */
export function validateManifests(manifests: readonly ModuleManifest[]): string[] {
  const given: readonly unknown[] = manifests;
  return [
    ...given.flatMap((manifest, index) =>
      isRecord(manifest)
        ? validateManifest(manifest)
        : [`modules[${index}] is ${show(manifest)}, but must be a manifest: export one, or take it out.`],
    ),
    ...duplicatesOf(given.filter(isRecord).flatMap(({ name }) => textsIn([name]))).map(
      (name) =>
        `Module name ${show(name)} is used more than once, but names a queue and a function: rename one.`,
    ),
  ];
}

function validateManifest(manifest: GivenManifest): string[] {
  const module = `Module ${show(manifest.name)}`;
  return [
    ...validateName(manifest),
    ...validateFields(module, manifest),
    ...validateDescription(module, manifest),
    ...validatePolicy(module, manifest),
    ...validateTypes(module, manifest),
    ...validateEntity(module, manifest),
    ...validateLifecycle(module, manifest),
    ...validateRequires(module, manifest),
    ...validateVocabulary(module, manifest),
    ...validateSizes(module, manifest),
  ];
}

const validateName = ({ name }: GivenManifest): string[] =>
  reservedNames.some((reserved) => reserved === name)
    ? [`Module name ${show(name)} is reserved, as a part of Switchboard itself has it: rename the module.`]
    : kebabName(`Module name ${show(name)}`, name);

/** A field that nobody reads is a misspelt one. */
const validateFields = (module: string, manifest: GivenManifest): string[] =>
  Object.keys(manifest)
    .filter((field) => !manifestFields.some((known) => known === field))
    .map((field) => `${module}: ${field} is no field of a manifest: correct its name, or take it out.`);

const validateDescription = (module: string, { description }: GivenManifest): string[] => {
  if (typeof description === 'string' && description.length > maxDescriptionCharacters) {
    return [
      `${module}: description has ${description.length} characters, but must have ${maxDescriptionCharacters} at most, as it becomes the function's: shorten it.`,
    ];
  }
  return filledText(`${module}: description`, description);
};

const validatePolicy = (module: string, { policy }: GivenManifest): string[] =>
  isPolicy(policy)
    ? []
    : [`${module}: policy is ${show(policy)}, but must be one of ${policies.join(', ')}: choose one.`];

function validateTypes(module: string, { types }: GivenManifest): string[] {
  if (Array.isArray(types) && types.length === 0) {
    return [`${module}: types is empty, but a module must want events: name a type.`];
  }
  return [
    ...textList(`${module}: types`, types, 'call.started'),
    ...textsIn(types)
      .filter((type) => isFilledText(type) && /[*\s]/.test(type))
      .map(
        (type) =>
          `${module}: types has ${show(type)}, but a type is an exact name, without * and white space: name each type.`,
      ),
    ...duplicatesOf(textsIn(types)).map(
      (type) => `${module}: types has ${show(type)} more than once, but its place is its rank: leave one.`,
    ),
  ];
}

function validateEntity(module: string, { policy, entity }: GivenManifest): string[] {
  if (policy === 'none') {
    return entity === undefined
      ? []
      : [
          `${module}: entity is given, but policy none knows no entities: take it out, or choose latest or sequence.`,
        ];
  }
  // Whether there must be an entity is not known then.
  if (entity === undefined && !isPolicy(policy)) return [];
  if (!isRecord(entity)) {
    return [
      `${module}: entity is ${show(entity)}, but must say what the module keeps state about: write for example { type: 'call', idFrom: ['subject'] }.`,
    ];
  }
  return [
    ...filledText(`${module}: entity.type`, entity['type']),
    ...validateIdFrom(module, entity['idFrom']),
  ];
}

function validateIdFrom(module: string, idFrom: unknown): string[] {
  const what = `${module}: entity.idFrom`;
  if (Array.isArray(idFrom) && idFrom.length === 0) {
    return [`${what} is empty, but an event must lead to an entity: name a place.`];
  }
  if (!Array.isArray(idFrom)) return textList(what, idFrom, 'subject');
  return [
    ...idFrom
      .filter((path: unknown) => typeof path !== 'string' || !entityIdPath.test(path))
      .map(
        (path: unknown) =>
          `${what} has ${show(path)}, but must have subject, actorid, id or a path such as data.agentId${hintOn(path)}: correct it.`,
      ),
    ...noDuplicates(what, textsIn(idFrom)),
  ];
}

const hintOn = (path: unknown): string => {
  const hint = typeof path === 'string' && Object.hasOwn(webhookNames, path) ? webhookNames[path] : undefined;
  return hint === undefined ? '' : ` (${hint})`;
};

const validateSizes = (module: string, manifest: GivenManifest): string[] => [
  ...wholeNumber(`${module}: maxAttempts`, manifest.maxAttempts, [1, 10]),
  // Six times the timeout is the queue's visibility; a longer one would hold an entity back for too long.
  ...wholeNumber(`${module}: timeoutSeconds`, manifest.timeoutSeconds, [3, 150]),
  // Lambda's limits.
  ...wholeNumber(`${module}: maxConcurrency`, manifest.maxConcurrency, [2, 1000]),
  ...wholeNumber(`${module}: memoryMiB`, manifest.memoryMiB, [128, 10_240]),
];
