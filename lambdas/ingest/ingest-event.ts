import { createHash } from 'node:crypto';
import { metricNames } from '../contract/metrics';
import type { ModuleManifest } from '../contract/module-manifest';
import type { Envelope } from '../core/envelope';
import { type EncodedMessage, encodeMessage } from '../core/queue-message';
import { deduplicationIdOf, routeEvent, type Routing } from '../core/route-event';
import { parseWebhookEvent } from '../core/webhook-event';
import { runStep } from './errors';
import type { ExistingClaim, IngestDependencies, NewClaim } from './ports';
import { quarantineRecord, type QuarantineReason } from './quarantine-record';

/** What an event is called in answers and logs. */
export type EventName = Pick<Envelope, 'id' | 'type'>;

/** What became of an authentic delivery. Anything else is an `IngestUnavailableError`. */
export type IngestOutcome =
  | { readonly kind: 'accepted'; readonly event: EventName; readonly modules: readonly string[] }
  | { readonly kind: 'duplicate'; readonly event: EventName; readonly resentTo: readonly string[] }
  | { readonly kind: 'ignored'; readonly event: EventName }
  | {
      readonly kind: 'quarantined';
      readonly reason: QuarantineReason;
      readonly problems: readonly string[];
    }
  | { readonly kind: 'too-large'; readonly bytes: number };

export interface AuthenticDelivery {
  readonly source: string;
  readonly rawBody: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly receivedMs: number;
  /** Ends every call to another service. */
  readonly signal: AbortSignal;
}

export interface IngestRules {
  readonly manifests: readonly ModuleManifest[];
  readonly claimRetentionSeconds: number;
}

/** An event whose modules are known. */
interface RoutedEvent {
  readonly envelope: Envelope;
  readonly routing: Routing;
  readonly delivery: AuthenticDelivery;
}

/**
 * Accepts an event once and loses nothing: parse, route, claim, send. A claim that is there already does not
 * mean that its event was sent, so every duplicate sends again to the modules without an outcome; the queue
 * swallows the second copy for five minutes and the module's fence does after that.
 *
 * @throws {IngestUnavailableError} when a service failed or the deadline passed: the sender must retry.
 */
export const ingestEvent = async (
  delivery: AuthenticDelivery,
  rules: IngestRules,
  deps: IngestDependencies,
): Promise<IngestOutcome> => {
  const parsed = parseWebhookEvent(delivery);
  if (parsed.kind === 'unusable') return quarantine(parsed, delivery, deps);
  const { envelope } = parsed;
  const routing = routeEvent(envelope, rules.manifests);
  if (routing.unroutable.length > 0) {
    /** Before the claim: a crash in between leaves the body in quarantine twice rather than nowhere. */
    const problems = routing.unroutable.map(({ problem }) => problem);
    const outcome = await quarantine({ reason: 'ENTITY_MISSING', problems }, delivery, deps);
    if (routing.deliveries.length === 0 || outcome.kind === 'too-large') return outcome;
  }
  if (routing.deliveries.length === 0) return { kind: 'ignored', event: envelope };
  return acceptOnce({ envelope, routing, delivery }, rules, deps);
};

const acceptOnce = async (
  event: RoutedEvent,
  rules: IngestRules,
  deps: IngestDependencies,
): Promise<IngestOutcome> => {
  const { envelope, routing, delivery } = event;
  const message = encodeMessage(envelope);
  if (message.kind === 'too-large') return message;
  const claim = newClaim(event, rules);
  const nowSeconds = Math.floor(delivery.receivedMs / 1000);
  const result = await runStep('claim', () => deps.claims.claim(claim, nowSeconds, delivery.signal));
  if (result.kind === 'lost') return settleDuplicate(event, { claim, existing: result.existing }, deps);
  await sendToModules({ event, message, deliveries: routing.deliveries }, deps);
  return { kind: 'accepted', event: envelope, modules: routing.deliveries.map(({ module }) => module) };
};

const newClaim = ({ envelope, routing, delivery }: RoutedEvent, rules: IngestRules): NewClaim => ({
  source: envelope.source,
  eventId: envelope.id,
  eventType: envelope.type,
  time: envelope.time,
  receivedTime: envelope.receivedtime,
  orderTime: envelope.ordertime,
  bodyHash: hashOf(delivery.rawBody),
  outcomes: Object.fromEntries(
    routing.unroutable.map(({ module }) => [module, { outcome: 'quarantined', at: envelope.receivedtime }]),
  ),
  expiresAtSeconds: Math.floor(delivery.receivedMs / 1000) + rules.claimRetentionSeconds,
});

const settleDuplicate = async (
  event: RoutedEvent,
  { claim, existing }: { readonly claim: NewClaim; readonly existing: ExistingClaim },
  deps: IngestDependencies,
): Promise<IngestOutcome> => {
  const owed = event.routing.deliveries.filter(
    ({ module }) => existing.outcomes[module]?.outcome === undefined,
  );
  if (claim.bodyHash !== existing.bodyHash) await noteReusedId(event, owed.length === 0, deps);
  if (owed.length > 0) {
    /** Two copies of one event must have one order key, so the first delivery's times stay. */
    const { receivedTime: receivedtime, orderTime: ordertime } = existing;
    const message = encodeMessage({ ...event.envelope, receivedtime, ordertime } satisfies Envelope);
    if (message.kind === 'too-large') return message;
    await sendToModules({ event, message, deliveries: owed }, deps);
  }
  return { kind: 'duplicate', event: event.envelope, resentTo: owed.map(({ module }) => module) };
};

/** A retry may be serialised differently, so another body never stops a delivery that is still owed. */
const noteReusedId = async (
  { envelope, delivery }: RoutedEvent,
  isFinished: boolean,
  deps: IngestDependencies,
): Promise<void> => {
  deps.metrics.count(metricNames.idReused);
  deps.log.warn('ID_REUSED', { source: envelope.source, eventId: envelope.id });
  if (!isFinished) return;
  await quarantine({ reason: 'ID_REUSED', problems: ['id: is known with another body'] }, delivery, deps);
};

interface Sending {
  readonly event: RoutedEvent;
  readonly message: Extract<EncodedMessage, { kind: 'fits' }>;
  readonly deliveries: Routing['deliveries'];
}

const sendToModules = async (
  { event, message, deliveries }: Sending,
  { queues }: IngestDependencies,
): Promise<void> => {
  const { kind: _, ...content } = message;
  const deduplicationId = deduplicationIdOf(event.envelope);
  await runStep('send', () =>
    Promise.all(
      deliveries.map(({ module, groupId }) =>
        queues.send(module, { groupId, deduplicationId, ...content }, event.delivery.signal),
      ),
    ),
  );
};

const quarantine = async (
  cause: { readonly reason: QuarantineReason; readonly problems: readonly string[] },
  delivery: AuthenticDelivery,
  deps: IngestDependencies,
): Promise<Extract<IngestOutcome, { kind: 'quarantined' | 'too-large' }>> => {
  const { reason, problems } = cause;
  const bodyHash = hashOf(delivery.rawBody);
  const message = encodeMessage(quarantineRecord({ ...delivery, reason, problems, bodyHash }));
  if (message.kind === 'too-large') return message;
  await runStep('quarantine', () => deps.quarantine.keep(message, delivery.signal));
  deps.metrics.count(metricNames.eventQuarantined);
  const bodyBytes = delivery.rawBody.length;
  deps.log.warn('EVENT_QUARANTINED', { source: delivery.source, reason, bodyBytes, bodyHash });
  return { kind: 'quarantined', reason, problems };
};

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
