import { manifests } from '../modules';
import { parseStateConfig } from './config';
import { createStateHandler } from './create-state-handler';
import { createDependencies } from './dependencies';

const config = parseStateConfig(process.env, manifests);

/** Entry point of the state function. */
export const handler = createStateHandler(config, createDependencies(config));
