import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { isRecord, kebabName, show } from './validation-rules';

/** The file that a module's function is bundled from, relative to `lambdas/`. */
export const handlerOf = (module: string): string => `modules/${module}/handler.ts`;

const lambdasFolder = path.join(__dirname, '..', 'lambdas');

/**
 * Which modules cannot be bundled, as their entry point is not where their name says. Of a name that is wrong in
 * itself nothing is said.
 *
 * @param lambdas the folder that has `modules/` @default this project's
 */
export const validateHandlers = (modules: readonly unknown[], lambdas = lambdasFolder): string[] =>
  modules
    .filter(isRecord)
    .flatMap(({ name }) => (typeof name === 'string' && kebabName('', name).length === 0 ? [name] : []))
    .filter((name) => !existsSync(path.join(lambdas, handlerOf(name))))
    .map(
      (name) =>
        `Module ${show(name)}: lambdas/${handlerOf(name)} is not there: name the folder as the module, or rename the module.`,
    );
