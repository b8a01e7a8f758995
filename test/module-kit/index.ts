/** What a module's tests are made of: see docs/adding-a-module.md. */
export { deliver, type Delivered, type DeliveryOptions } from './deliver';
export { type EventSketch, moduleEvent } from './event';
export { ModuleRun } from './module-run';
