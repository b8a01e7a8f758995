import { parseRotationConfig } from './config';
import { createRotationHandler } from './create-rotation-handler';
import { createDependencies } from './dependencies';

const config = parseRotationConfig(process.env);

/** Entry point of the rotation function. */
export const handler = createRotationHandler(config, createDependencies());
