import { createHash } from 'node:crypto';
import type { ModuleEvent, ModuleState } from '../../../lambdas/processor/feature-module';

/** What a module can tell of the data that it was given, however large it is. */
export const digestOf = (data: unknown): string =>
  createHash('sha256').update(JSON.stringify(data)).digest('hex');

/** And of the whole event. */
export const sightOf = ({ data, ...event }: ModuleEvent): ModuleState => ({
  digest: digestOf(data),
  attributes: Object.keys(event).toSorted(),
});
