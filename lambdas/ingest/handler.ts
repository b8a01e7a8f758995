import { manifests } from '../modules';
import { parseIngestConfig } from './config';
import { createIngestHandler } from './create-ingest-handler';
import { createDependencies } from './dependencies';

const config = parseIngestConfig(process.env, manifests);

/** Entry point of the ingest function. */
export const handler = createIngestHandler(config, createDependencies(config));
