import { type Lifecycle, reachableFrom } from '../lambdas/contract/lifecycle';
import { type GivenManifest, isPolicy } from './given-manifest';
import {
  isFilledText,
  isRecord,
  noDuplicates,
  show,
  textList,
  textsIn,
  wholeNumber,
} from './validation-rules';

/** What is wrong with a manifest's lifecycle and window, or with having them. */
export function validateLifecycle(module: string, manifest: GivenManifest): string[] {
  const { policy, lifecycle, windowSeconds, types } = manifest;
  if (!isPolicy(policy)) return [];
  if (policy !== 'sequence') {
    return Object.entries({ lifecycle, windowSeconds })
      .filter(([, value]) => value !== undefined)
      .map(
        ([field]) =>
          `${module}: ${field} is given, but only policy sequence has one: take it out, or choose sequence.`,
      );
  }
  return [
    ...(isLifecycle(lifecycle)
      ? validateGraph(`${module}: lifecycle`, lifecycle, textsIn(types))
      : validateShape(`${module}: lifecycle`, lifecycle)),
    ...wholeNumber(`${module}: windowSeconds`, windowSeconds, [1, 3600]),
  ];
}

const isLifecycle = (value: unknown): value is Lifecycle =>
  isRecord(value) &&
  areTexts(value['starts']) &&
  value['starts'].length > 0 &&
  areTexts(value['ends']) &&
  value['ends'].length > 0 &&
  isRecord(value['next']) &&
  Object.values(value['next']).every((followers) => areTexts(followers));

const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isFilledText);

function validateShape(what: string, lifecycle: unknown): string[] {
  if (!isRecord(lifecycle)) {
    return [
      `${what} is ${show(lifecycle)}, but policy sequence must say which type may follow which: write for example { starts: ['call.started'], next: { 'call.started': ['call.completed'] }, ends: ['call.completed'] }.`,
    ];
  }
  const { starts, next, ends } = lifecycle;
  return [
    ...validateEdge(`${what}.starts`, starts, 'come first'),
    ...validateNext(`${what}.next`, next),
    ...validateEdge(`${what}.ends`, ends, 'be the last one'),
  ];
}

const validateEdge = (what: string, types: unknown, role: string): string[] =>
  Array.isArray(types) && types.length === 0
    ? [`${what} is empty, but some type must be able to ${role}: name it.`]
    : textList(what, types, 'call.started');

const validateNext = (what: string, next: unknown): string[] =>
  isRecord(next)
    ? Object.entries(next).flatMap(([type, followers]) =>
        textList(entryOf(what, type), followers, 'call.held'),
      )
    : [
        `${what} is ${show(next)}, but must have, for each type that others may follow, a list of those: write at least {}.`,
      ];

/** `…next["call.started"]` */
const entryOf = (what: string, type: string): string => `${what}[${show(type)}]`;

/** Without types, or with wrong names in it, everything else about a graph would be wrong in consequence. */
function validateGraph(what: string, lifecycle: Lifecycle, types: readonly string[]): string[] {
  if (types.length === 0) return [];
  const problems = validateTypes(what, lifecycle, types);
  return problems.length > 0 ? problems : validateWays(what, lifecycle, types);
}

/** The lifecycle names the types of the manifest, all of them, and no other. */
function validateTypes(what: string, lifecycle: Lifecycle, types: readonly string[]): string[] {
  const lists = listsOf(what, lifecycle);
  const named = new Set([...Object.keys(lifecycle.next), ...lists.flatMap(([, list]) => list)]);
  return [
    ...lists.flatMap(([where, list]) => noDuplicates(where, list)),
    ...[...named]
      .filter((type) => !types.includes(type))
      .map((type) => `${what} names ${show(type)}, which types has not: add it there, or take it out here.`),
    ...types
      .filter((type) => !named.has(type))
      .map(
        (type) =>
          `${what} does not name ${show(type)}, which types has: say what it follows, or take it out of types.`,
      ),
  ];
}

const listsOf = (
  what: string,
  { starts, next, ends }: Lifecycle,
): [where: string, types: readonly string[]][] => [
  [`${what}.starts`, starts],
  ...Object.entries(next).map(([type, followers]): [string, readonly string[]] => [
    entryOf(`${what}.next`, type),
    followers,
  ]),
  [`${what}.ends`, ends],
];

/** A type that nothing leads to would always be a gap, and an entity that cannot end would never be complete. */
function validateWays(what: string, lifecycle: Lifecycle, types: readonly string[]): string[] {
  const reachable = reachableFrom(lifecycle, undefined);
  const canEnd = (type: string): boolean => {
    const ahead = reachableFrom(lifecycle, type);
    return lifecycle.ends.some((end) => end === type || ahead.has(end));
  };
  return [
    ...types
      .filter((type) => !reachable.has(type))
      .map(
        (type) =>
          `${what}: no way leads from a start to ${show(type)}: add it to starts, or to next of a type that it may follow.`,
      ),
    ...types
      .filter((type) => !canEnd(type))
      .map(
        (type) =>
          `${what}: no way leads from ${show(type)} to an end: add it to ends, or a type that may follow it to its next.`,
      ),
  ];
}
