import { parseGovernorConfig } from './config';
import { createGovernorHandler } from './create-governor-handler';
import { createDependencies } from './dependencies';

const config = parseGovernorConfig(process.env);

/** Entry point of the governor function. */
export const handler = createGovernorHandler(config, createDependencies(config));
