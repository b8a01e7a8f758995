import * as z from 'zod/mini';
import { environment } from '../contract/environment';
import { isSchemeName, type SignatureScheme, type SignatureSchemeName } from '../contract/signature-scheme';
import { isSignatureScheme } from '../contract/signature-scheme-rules';
import { eventFormats, type SourceDefinition } from '../contract/source-definition';
import { sourceProblems } from '../contract/source-rules';
import type { EnvironmentReader } from '../core/environment-reader';

const namedSchema = z.object({ name: z.string().check(z.minLength(1)) });
const listSchema = z.array(z.looseObject(namedSchema.shape)).check(z.minLength(1));

const sourceSchema = z.object({
  ...namedSchema.shape,
  scheme: z.optional(
    z.union([z.custom<SignatureSchemeName>(isSchemeName), z.custom<SignatureScheme>(isSignatureScheme)]),
  ),
  format: z.optional(z.enum(eventFormats)),
  eventBus: z.optional(z.string()),
});

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
  noteDuplicates(list.data, reader);
  return list.data.flatMap((source) => {
    const problems = sourceProblems(`Source "${source.name}"`, source);
    for (const problem of problems) reader.problem(problem);
    const parsed = problems.length === 0 ? sourceSchema.safeParse(source) : undefined;
    return parsed?.success ? [definitionOf(parsed.data)] : [];
  });
};

/** Without the properties that are absent. */
const definitionOf = ({
  name,
  scheme,
  format,
  eventBus,
}: z.infer<typeof sourceSchema>): SourceDefinition => ({
  name,
  ...(scheme !== undefined && { scheme }),
  ...(format !== undefined && { format }),
  ...(eventBus !== undefined && { eventBus }),
});

const noteDuplicates = (sources: readonly { readonly name: string }[], reader: EnvironmentReader): void => {
  const names = sources.map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    reader.problem(`Source "${name}" is given more than once, but names a route. Give it once.`);
  }
};

const parseJsonOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
