import { parseProcessorConfig } from './config';
import { createProcessorHandler, type ProcessorHandler } from './create-processor-handler';
import { createDependencies } from './dependencies';
import type { LatestModule } from './feature-module';

/** A module's entry point on AWS: `export const handler = handlerFor(myModule);` */
export const handlerFor = (featureModule: LatestModule): ProcessorHandler =>
  createProcessorHandler(featureModule, createDependencies(parseProcessorConfig(process.env)));
