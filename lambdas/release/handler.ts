import { manifests } from '../modules';
import { parseReleaseConfig } from './config';
import { createReleaseHandler } from './create-release-handler';
import { createDependencies } from './dependencies';

const config = parseReleaseConfig(process.env, manifests);

/** Entry point of the release function. */
export const handler = createReleaseHandler(config, createDependencies(config));
