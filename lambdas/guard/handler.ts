import { parseGuardConfig } from './config';
import { createGuardHandler } from './create-guard-handler';
import { createDependencies } from './dependencies';

const config = parseGuardConfig(process.env);

/** Entry point of the guard. */
export const handler = createGuardHandler(config, createDependencies(config));
