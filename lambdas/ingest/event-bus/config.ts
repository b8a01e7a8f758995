import * as z from 'zod/mini';
import { environment } from '../../contract/environment';
import type { ModuleManifest } from '../../contract/module-manifest';
import { type Environment, EnvironmentReader } from '../../core/environment-reader';
import { type AcceptSettings, readAcceptSettings } from '../accept-settings';
import { parseJsonOrUndefined } from '../../core/parse-json-or-undefined';

export interface EventBusConfig extends AcceptSettings {
  /** Name of the source, by name of its event bus. */
  readonly sourcesByBus: ReadonlyMap<string, string>;
}

/** Of a source, what this door needs to know; how it signs at the other one does not matter here. */
const sourcesSchema = z.array(
  z.object({
    name: z.string().check(z.minLength(1)),
    eventBus: z.optional(z.string().check(z.minLength(1))),
  }),
);

/**
 * Reads the configuration of the door for event buses.
 *
 * @param known the manifests of all modules there are
 * @throws {ConfigurationError} listing every problem
 */
export const parseEventBusConfig = (env: Environment, known: readonly ModuleManifest[]): EventBusConfig => {
  const reader = new EnvironmentReader(env);
  const sourcesByBus = readSourcesByBus(reader);
  const settings = readAcceptSettings(reader, known);
  return reader.finish(() => ({ ...settings, sourcesByBus }));
};

const readSourcesByBus = (reader: EnvironmentReader): ReadonlyMap<string, string> => {
  const text = reader.text(environment.sources);
  if (text === '') return new Map();
  const parsed = sourcesSchema.safeParse(parseJsonOrUndefined(text));
  if (!parsed.success) {
    reader.problem(
      `${environment.sources} is not a JSON array such as [{"name":"genesys","eventBus":"aws.partner/genesys.com/cloud/<organizationId>/<suffix>"}].`,
    );
    return new Map();
  }
  const sourcesByBus = new Map<string, string>();
  for (const { name, eventBus } of parsed.data) {
    if (eventBus === undefined) continue;
    const other = sourcesByBus.get(eventBus);
    if (other !== undefined) {
      reader.problem(`The sources "${other}" and "${name}" name the same event bus. Give each its own.`);
    }
    sourcesByBus.set(eventBus, name);
  }
  if (sourcesByBus.size === 0) {
    reader.problem(`None of ${environment.sources} has an event bus. Give one of them its eventBus.`);
  }
  return sourcesByBus;
};
