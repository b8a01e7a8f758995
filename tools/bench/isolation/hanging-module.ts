import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackOutputs } from '../../../lambdas/contract/stack-outputs';
import type { StackModel } from '../../local/model';

/** What the function prints when it is handed a batch, as JSON in the field `message`. */
export const hangingCode = 'HANGING';

/** The timer keeps the process: without anything to wait for, Lambda would end it at once. */
const code = `export const handler = () => {
  console.log(JSON.stringify({ message: '${hangingCode}' }));
  return new Promise(() => setInterval(() => {}, 60_000));
};
`;

export interface HangingModuleOptions {
  /** Name of the module. */
  readonly module: string;
  /** Takes the code; it is made if it is not there. */
  readonly folder: string;
  /** When the function is ended. Default: as the stack says. */
  readonly timeoutSeconds?: number;
}

/** The stack with a function in the place of a module's that takes every batch and never answers. */
export const withHangingModule = (
  model: StackModel,
  { module, folder, ...changes }: HangingModuleOptions,
): StackModel => {
  const name = model.outputs.get(stackOutputs.moduleFunction(module));
  if (!model.functions.some((definition) => definition.name === name)) {
    throw new Error(`The stack has no module ${module}.`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.mjs'), code);
  const hanging = { codePath: folder, handler: 'index.handler', ...changes };
  const functions = model.functions.map((definition) =>
    definition.name === name ? { ...definition, ...hanging } : definition,
  );
  return { ...model, functions };
};
