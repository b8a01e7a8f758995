import { parseProcessorConfig } from '../config';
import { createProcessorHandler, type ProcessorHandler } from '../create-processor-handler';
import type { IndependentModule } from '../feature-module';
import { createDependencies } from './dependencies';
import { independentProcessor } from './process-independent';

/** Entry point of a module with policy `none`: `export const handler = noneHandler(myModule);` */
export const noneHandler = (featureModule: IndependentModule): ProcessorHandler => {
  const { manifest } = featureModule;
  const deps = createDependencies(manifest, parseProcessorConfig(process.env, manifest));
  return createProcessorHandler(manifest, independentProcessor(featureModule, deps), deps);
};
