import type { SourceDefinition } from '../lambdas/contract/source-definition';
import { sourceProblems } from '../lambdas/contract/source-rules';
import { duplicatesOf, kebabName, show } from './validation-rules';

/** What is wrong with the sources. Ingest checks the same again, and refuses to start. */
export const validateSources = (sources: readonly SourceDefinition[]): string[] => [
  ...(sources.length === 0 ? ['There is no source, but somebody must send: give at least one.'] : []),
  ...sources.flatMap(({ name }) => kebabName(`Source name ${show(name)}`, name)),
  ...sources.flatMap((source) => sourceProblems(`Source ${show(source.name)}`, source)),
  ...duplicatesOf(sources.map(({ name }) => name)).map(
    (name) => `Source name ${show(name)} is used more than once, but names a route: rename one.`,
  ),
  ...duplicatesOf(sources.flatMap(({ eventBus }) => eventBus ?? [])).map(
    (bus) =>
      `Event bus ${show(bus)} belongs to more than one source, but an event has one: leave it to one of them.`,
  ),
];
