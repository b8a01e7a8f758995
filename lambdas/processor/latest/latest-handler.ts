import { parseProcessorConfig } from '../config';
import { createProcessorHandler, type ProcessorHandler } from '../create-processor-handler';
import type { LatestModule } from '../feature-module';
import { createDependencies } from './dependencies';
import { latestProcessor } from './process-snapshot';

/** Entry point of a module with policy `latest`: `export const handler = latestHandler(myModule);` */
export const latestHandler = (featureModule: LatestModule): ProcessorHandler => {
  const { manifest } = featureModule;
  const deps = createDependencies(manifest, parseProcessorConfig(process.env, manifest));
  return createProcessorHandler(manifest, latestProcessor(featureModule, deps), deps);
};
