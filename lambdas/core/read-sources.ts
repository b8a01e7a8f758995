import * as z from 'zod/mini';
import { environment } from '../contract/environment';
import type { SourceDefinition } from '../contract/source-definition';
import { isSourceDefinition, sourceProblems } from '../contract/source-rules';
import type { EnvironmentReader } from './environment-reader';
import { parseJsonOrUndefined } from './parse-json-or-undefined';

/** What is not named cannot be spoken of. */
const listSchema = z
  .array(
    z.record(z.string(), z.unknown()).check(z.refine(({ name }) => typeof name === 'string' && name !== '')),
  )
  .check(z.minLength(1));

/** Reads the sources, noting every problem that any of them has. One with a problem is not among them. */
export const readSources = (reader: EnvironmentReader): SourceDefinition[] => {
  const text = reader.text(environment.sources);
  if (text === '') return [];
  const list = listSchema.safeParse(parseJsonOrUndefined(text));
  if (!list.success) {
    reader.problem(
      `${environment.sources} is not a JSON array such as [{"name":"genesys","scheme":"genesys"}]. Write one, with at least one source.`,
    );
    return [];
  }
  for (const source of list.data) {
    for (const problem of sourceProblems(`Source "${String(source['name'])}"`, source))
      reader.problem(problem);
  }
  const given: readonly unknown[] = list.data;
  const sources = given.filter(isSourceDefinition);
  noteDuplicates(sources, reader);
  return sources;
};

const noteDuplicates = (sources: readonly SourceDefinition[], reader: EnvironmentReader): void => {
  const names = sources.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    reader.problem(`Source "${name}" is given more than once, but names a route. Give it once.`);
  }
};
