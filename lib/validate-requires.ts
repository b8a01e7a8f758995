import type { GivenManifest } from './given-manifest';
import { isRecord, noDuplicates, show, textsIn } from './validation-rules';

const dataPath = /^data(?:\.[^.\s[\]]+)+$/;
const example = "{ 'call.dispositioned': ['data.callDisposition'] }";

/** What is wrong with what a module requires of its events. */
export function validateRequires(module: string, { requires, types }: GivenManifest): string[] {
  if (requires === undefined) return [];
  if (!isRecord(requires)) {
    return [
      `${module}: requires is ${show(requires)}, but must say by type what an event has to have: write for example ${example}.`,
    ];
  }
  return Object.entries(requires).flatMap(([type, paths]) => [
    ...(textsIn(types).includes(type)
      ? []
      : [`${module}: requires names ${show(type)}, which is none of its types: correct it, or take it out.`]),
    ...validatePaths(`${module}: requires ${show(type)}`, paths),
  ]);
}

function validatePaths(what: string, paths: unknown): string[] {
  if (!Array.isArray(paths) || paths.length === 0) {
    return [`${what} is ${show(paths)}, but must be a list of paths: write for example ["data.agentId"].`];
  }
  return [
    ...paths
      .filter((path: unknown) => typeof path !== 'string' || !dataPath.test(path))
      .map(
        (path: unknown) =>
          `${what} has ${show(path)}, but must have paths into the data such as data.agentId: correct it.`,
      ),
    ...noDuplicates(what, textsIn(paths)),
  ];
}
