import { metricNames } from '../contract/metrics';
import type { ModuleManifest } from '../contract/module-manifest';
import { parseEvent } from '../core/formats/parse-event';
import { routeEvent, type Routing } from '../core/route-event';
import { acceptOnce } from './accept-once';
import type { AuthenticDelivery } from './delivery';
import type { IngestOutcome } from './ingest-outcome';
import { keepInQuarantine } from './keep-in-quarantine';
import type { AcceptDependencies } from './ports';

export interface IngestRules {
  readonly manifests: readonly ModuleManifest[];
  readonly claimRetentionSeconds: number;
  /** Base URL of the platform that truncated events are hydrated from. Absent: hydration is not deployed. */
  readonly platformUrl?: string;
}

/**
 * Accepts an event once and loses nothing: parse, route, claim, send.
 *
 * @throws {IngestUnavailableError} when a service failed or the deadline passed: the sender must retry.
 */
export const ingestEvent = async (
  delivery: AuthenticDelivery,
  rules: IngestRules,
  deps: AcceptDependencies,
): Promise<IngestOutcome> => {
  const parsed = parseEvent(delivery.format, delivery);
  if (parsed.kind === 'unusable') return keepInQuarantine(parsed, delivery, deps);
  if (parsed.kind === 'ignored') return parsed;
  const { envelope, contentHash } = parsed;
  const routing = routeEvent(envelope, rules.manifests, rules.platformUrl);
  if (isTruncated(routing)) deps.metrics.count(metricNames.eventTruncated);
  for (const [reason, unroutable] of Map.groupBy(routing.unroutable, ({ reason }) => reason)) {
    /** Before the claim: a crash in between leaves the body in quarantine twice rather than nowhere. */
    const problems = unroutable.map(({ problem }) => problem);
    const outcome = await keepInQuarantine({ reason, problems }, delivery, deps);
    if (routing.deliveries.length === 0) return outcome;
  }
  if (routing.deliveries.length === 0) return { kind: 'ignored', event: envelope };
  return acceptOnce({ envelope, routing, delivery, contentHash }, rules, deps);
};

const isTruncated = ({ deliveries, unroutable }: Routing): boolean =>
  deliveries.some(({ truncated }) => truncated !== undefined) ||
  unroutable.some(({ reason }) => reason === 'TRUNCATED');
