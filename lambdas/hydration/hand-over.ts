import type { ModuleManifest } from '../contract/module-manifest';
import { messageOf } from '../core/claim-check';
import type { Envelope } from '../core/envelope';
import { instantFromEpochMs } from '../core/instant';
import { quarantineMessage } from '../core/quarantine-message';
import type { QuarantinedDelivery } from '../core/quarantine-record';
import { deduplicationIdOf, routeEvent, type Unroutable } from '../core/route-event';
import { sha256Hex } from '../core/sha256-hex';
import type { ModuleContext } from '../processor/feature-module';
import type { HydrationDependencies } from './ports';

export interface HandoverTo {
  /** Of the modules that wait for the event. */
  readonly manifests: readonly ModuleManifest[];
  readonly context: ModuleContext;
}

/**
 * Hands a hydrated event to the modules that wait for it: one send each, under the event's own deduplication id. Where a
 * module still cannot tell which entity it is about, the event goes to quarantine, and that is its outcome there.
 */
export const handOver = async (
  event: Envelope,
  { manifests, context }: HandoverTo,
  deps: HydrationDependencies,
): Promise<void> => {
  const { deliveries, unroutable } = routeEvent(event, manifests);
  const content = await messageOf(event, deps.claimCheck, context.signal);
  const deduplicationId = deduplicationIdOf(event);
  await Promise.all(
    deliveries.map(({ module, groupId }) =>
      deps.queues.send(module, { groupId, deduplicationId, ...content }, context.signal),
    ),
  );
  if (unroutable.length > 0) await setAside(event, { unroutable, context }, deps);
};

/** The quarantine first: an outcome that says so must be true. */
const setAside = async (
  event: Envelope,
  { unroutable, context }: { readonly unroutable: readonly Unroutable[]; readonly context: ModuleContext },
  { quarantine, outcomes, clock, claimCheck }: HydrationDependencies,
): Promise<void> => {
  const json = JSON.stringify(event);
  const kept: QuarantinedDelivery = {
    reason: 'ENTITY_MISSING',
    problems: unroutable.map(({ problem }) => problem),
    source: event.source,
    rawBody: Buffer.from(json),
    receivedMs: Date.parse(event.receivedtime),
    bodyHash: sha256Hex(json),
  };
  await quarantine.keep(await quarantineMessage(kept, claimCheck, context.signal), context.signal);
  const at = instantFromEpochMs(clock.now());
  const { source, id: eventId } = event;
  for (const { module } of unroutable) {
    await outcomes.record({ source, eventId, module, outcome: 'quarantined', at });
  }
  context.log.warn('HYDRATED_EVENT_QUARANTINED', { count: unroutable.length });
  context.metrics.count('HydratedEventQuarantined');
};
