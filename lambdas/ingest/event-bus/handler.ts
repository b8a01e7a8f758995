import { manifests } from '../../modules';
import { parseEventBusConfig } from './config';
import { createEventBusHandler } from './create-event-bus-handler';
import { createAcceptDependencies } from './dependencies';

const config = parseEventBusConfig(process.env, manifests);

/** Entry point of the function that takes events from partner event buses. */
export const handler = createEventBusHandler(config, createAcceptDependencies(config));
