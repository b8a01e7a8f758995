import { manifests } from '../../modules';
import { parseIngestConfig } from '../config';
import { createIngestHandler } from '../create-ingest-handler';
import { createDependencies } from '../dependencies';
import { fromPayloadFormat2 } from '../payload-format-2';

const config = parseIngestConfig(process.env, manifests);

/** Entry point of the ingest function behind an HTTP API or a function URL. */
export const handler = createIngestHandler(config, createDependencies(config), fromPayloadFormat2);
