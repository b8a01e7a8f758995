import * as z from 'zod/mini';
import { environment } from '../contract/environment';
import type { GuardedModule } from '../contract/guarded-module';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { parseJsonOrUndefined } from '../core/parse-json-or-undefined';

export interface GuardConfig {
  readonly controlTable: string;
  readonly modules: readonly GuardedModule[];
}

const name = z.string().check(z.minLength(1));
const modulesSchema = z
  .array(
    z.object({
      module: name,
      dependencies: z.array(name),
      queueUrl: name,
      queueArn: name,
      functionName: name,
      mappingId: name,
    }),
  )
  .check(z.minLength(1));

/**
 * Reads the guard's configuration.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseGuardConfig = (env: Environment): GuardConfig => {
  const reader = new EnvironmentReader(env);
  const controlTable = reader.text(environment.controlTable);
  const modules = readModules(reader);
  return reader.finish(() => ({ controlTable, modules }));
};

const readModules = (reader: EnvironmentReader): readonly GuardedModule[] => {
  const text = reader.text(environment.guardedModules);
  if (text === '') return [];
  const parsed = modulesSchema.safeParse(parseJsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') || 'the whole';
  reader.problem(
    `${environment.guardedModules} is not right at ${place}. It must be a JSON array of one module at least, such as ` +
      '[{"module":"crm-sync","dependencies":["crm"],"queueUrl":"https://…","queueArn":"arn:…","functionName":"…",' +
      '"mappingId":"…"}]; correct it there.',
  );
  return [];
};
