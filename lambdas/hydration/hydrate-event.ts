import { hydrationDependency } from '../contract/hydration';
import type { ModuleManifest } from '../contract/module-manifest';
import { resourcePathOf } from '../core/resource-path';
import { type FetchedRecord, type PlatformRecord, withRecord } from '../core/hydration/with-record';
import { instantFromEpochMs } from '../core/instant';
import type { IndependentModule, ModuleContext } from '../processor/feature-module';
import { isRecordError, RecordRefusedError } from './errors';
import { handOver } from './hand-over';
import { hydrationManifest } from './manifest';
import type { HydrationDependencies } from './ports';
import { RecordMemory } from './record-memory';
import { reportMissed } from './report-missed';
import { waitingFor } from './waiting-modules';

export interface HydrationRules {
  /** Of the deployed modules. */
  readonly manifests: readonly ModuleManifest[];
  /** Base URL of the platform. */
  readonly platformUrl: string;
}

/**
 * Completes truncated events: fetches the record of each event's resource from the platform and hands the whole event to
 * the modules that wait for it, once for all of them. The event keeps its id, its times and so its place in the order.
 *
 * Whatever fails before the last module has it lets it begin anew, and a module that has it already recognises the second
 * copy: its queue does by the deduplication id, and its own fence after that.
 */
export const hydrationModule = (
  { manifests, platformUrl }: HydrationRules,
  deps: HydrationDependencies,
): IndependentModule => {
  const memory = new RecordMemory(deps.clock);
  return {
    manifest: hydrationManifest(manifests),
    handle: async (event, context) => {
      const path = resourcePathOf(event.subject, platformUrl);
      if (path === undefined) {
        throw new RecordRefusedError('rejected', 'The event names no resource of the platform.');
      }
      const record = await memory.get(path, Date.parse(event.receivedtime), () =>
        fetchRecord(path, context, deps),
      );
      const fetched: FetchedRecord = { record, path, hydratedTime: instantFromEpochMs(deps.clock.now()) };
      const waiting = waitingFor(event);
      const interested = manifests.filter(({ name }) => waiting.includes(name));
      await handOver(withRecord(event, fetched), { manifests: interested, context }, deps);
      context.log.info('EVENT_HYDRATED', { count: interested.length });
      context.metrics.count('EventHydrated');
    },
  };
};

const fetchRecord = async (
  path: string,
  context: ModuleContext,
  { records }: HydrationDependencies,
): Promise<PlatformRecord> =>
  context.dependency(hydrationDependency).call(async (signal) => {
    try {
      return await records.fetch(path, signal);
    } catch (error) {
      if (isRecordError(error)) reportMissed(error, context);
      throw error;
    }
  });
