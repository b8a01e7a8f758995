import { parseProcessorConfig } from './config';
import { createProcessorHandler, type ProcessorHandler } from './create-processor-handler';
import { createDependencies } from './dependencies';
import type { FeatureModule } from './feature-module';

/** A module's entry point on AWS: `export const handler = handlerFor(myModule);` */
export const handlerFor = (featureModule: FeatureModule): ProcessorHandler => {
  const { manifest } = featureModule;
  return createProcessorHandler(
    featureModule,
    createDependencies(manifest.name, parseProcessorConfig(process.env, manifest)),
  );
};
