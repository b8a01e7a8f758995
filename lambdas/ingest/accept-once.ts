import { metricNames } from '../contract/metrics';
import type { Door } from '../contract/source-definition';
import type { Envelope } from '../core/envelope';
import type { Routing } from '../core/route-event';
import { bodyHashOf } from './body-hash';
import type { AuthenticDelivery } from './delivery';
import { runStep } from './errors';
import { handOver } from './hand-over';
import type { IngestOutcome } from './ingest-outcome';
import { keepInQuarantine } from './keep-in-quarantine';
import type { AcceptDependencies, ExistingClaim, NewClaim } from './ports';

/** An event whose modules are known. */
export interface RoutedEvent {
  readonly envelope: Envelope;
  readonly routing: Routing;
  readonly delivery: AuthenticDelivery;
  /** What the event's id is made of, as a hash. Absent: the sender gave the id. */
  readonly contentHash?: string | undefined;
}

/**
 * Claims an event and hands it over. A claim that is there already does not mean that its event was sent, so every
 * duplicate sends again to the modules without an outcome; the queue swallows the second copy for five minutes and
 * the module's fence does after that.
 *
 * @throws {IngestUnavailableError}
 */
export const acceptOnce = async (
  event: RoutedEvent,
  { claimRetentionSeconds }: { readonly claimRetentionSeconds: number },
  deps: AcceptDependencies,
): Promise<IngestOutcome> => {
  const { envelope, routing, delivery } = event;
  const { signal } = delivery;
  const claim = newClaim(event, claimRetentionSeconds);
  const nowSeconds = Math.floor(delivery.receivedMs / 1000);
  const result = await runStep('claim', () => deps.claims.claim(claim, nowSeconds, signal));
  if (result.kind === 'lost') return settleDuplicate(event, { claim, existing: result.existing }, deps);
  await handOver({ envelope, deliveries: routing.deliveries, signal }, deps);
  return { kind: 'accepted', event: envelope, modules: routing.deliveries.map(({ module }) => module) };
};

const newClaim = (
  { envelope, routing, delivery, contentHash }: RoutedEvent,
  retentionSeconds: number,
): NewClaim => ({
  source: envelope.source,
  eventId: envelope.id,
  eventType: envelope.type,
  time: envelope.time,
  receivedTime: envelope.receivedtime,
  orderTime: envelope.ordertime,
  bodyHash: contentHash ?? bodyHashOf(delivery.rawBody),
  door: delivery.door,
  outcomes: Object.fromEntries(
    routing.unroutable.map(({ module }) => [module, { outcome: 'quarantined', at: envelope.receivedtime }]),
  ),
  expiresAtSeconds: Math.floor(delivery.receivedMs / 1000) + retentionSeconds,
});

const settleDuplicate = async (
  event: RoutedEvent,
  { claim, existing }: { readonly claim: NewClaim; readonly existing: ExistingClaim },
  deps: AcceptDependencies,
): Promise<IngestOutcome> => {
  const { signal } = event.delivery;
  const owed = event.routing.deliveries.filter(
    ({ module }) => existing.outcomes[module]?.outcome === undefined,
  );
  if (isIdReused(claim, existing)) await noteReusedId(event, owed.length === 0, deps);
  if (owed.length > 0) {
    /** Two copies of one event must have one order key, so the first delivery's times stay. */
    const { receivedTime: receivedtime, orderTime: ordertime } = existing;
    const envelope = { ...event.envelope, receivedtime, ordertime };
    await handOver({ envelope, deliveries: owed, signal }, deps);
  }
  return { kind: 'duplicate', event: event.envelope, resentTo: owed.map(({ module }) => module) };
};

/** The one that claims without one came through. */
const firstDoor: Door = 'webhook';

/** Two doors write the same event differently, so only what came through the same one is compared. */
const isIdReused = (claim: NewClaim, existing: ExistingClaim): boolean =>
  (claim.door ?? firstDoor) === (existing.door ?? firstDoor) && claim.bodyHash !== existing.bodyHash;

/** A retry may be serialised differently, so another body never stops a delivery that is still owed. */
const noteReusedId = async (
  { envelope, delivery }: RoutedEvent,
  isFinished: boolean,
  deps: AcceptDependencies,
): Promise<void> => {
  deps.metrics.count(metricNames.idReused);
  deps.log.warn('ID_REUSED', { source: envelope.source, eventId: envelope.id });
  if (!isFinished) return;
  const cause = { reason: 'ID_REUSED', problems: ['id: is known with another body'] } as const;
  await keepInQuarantine(cause, delivery, deps);
};
