import { parseProcessorConfig } from '../config';
import { createProcessorHandler, type ProcessorHandler } from '../create-processor-handler';
import type { SequenceModule } from '../feature-module';
import { createDependencies } from './dependencies';
import { sequenceProcessor } from './process-sequenced';

/** Entry point of a module with policy `sequence`: `export const handler = sequenceHandler(myModule);` */
export const sequenceHandler = (featureModule: SequenceModule): ProcessorHandler => {
  const { manifest } = featureModule;
  const deps = createDependencies(manifest, parseProcessorConfig(process.env, manifest));
  return createProcessorHandler(manifest, sequenceProcessor(featureModule, deps), deps);
};
