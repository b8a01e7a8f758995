import { manifests } from '../modules';
import { createProcessorHandler } from '../processor/create-processor-handler';
import { independentProcessor } from '../processor/none/process-independent';
import { parseHydrationConfig } from './config';
import { createDependencies } from './dependencies';
import { hydrationModule } from './hydrate-event';
import { hydrationManifest } from './manifest';

const config = parseHydrationConfig(process.env, manifests);
const manifest = hydrationManifest(config.manifests);
const deps = createDependencies(config, manifest, process.env);

/** Entry point of the hydration function: a processor like that of a module with policy `none`. */
export const handler = createProcessorHandler(
  manifest,
  independentProcessor(hydrationModule(config, deps), deps),
  deps,
);
