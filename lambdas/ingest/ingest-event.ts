import type { ModuleManifest } from '../contract/module-manifest';
import { parseEvent } from '../core/formats/parse-event';
import { routeEvent } from '../core/route-event';
import { acceptOnce } from './accept-once';
import type { AuthenticDelivery } from './delivery';
import type { IngestOutcome } from './ingest-outcome';
import { keepInQuarantine } from './keep-in-quarantine';
import type { IngestDependencies } from './ports';

export interface IngestRules {
  readonly manifests: readonly ModuleManifest[];
  readonly claimRetentionSeconds: number;
}

/**
 * Accepts an event once and loses nothing: parse, route, claim, send.
 *
 * @throws {IngestUnavailableError} when a service failed or the deadline passed: the sender must retry.
 */
export const ingestEvent = async (
  delivery: AuthenticDelivery,
  rules: IngestRules,
  deps: IngestDependencies,
): Promise<IngestOutcome> => {
  const parsed = parseEvent(delivery.format, delivery);
  if (parsed.kind === 'unusable') return keepInQuarantine(parsed, delivery, deps);
  if (parsed.kind === 'ignored') return parsed;
  const { envelope } = parsed;
  const routing = routeEvent(envelope, rules.manifests);
  if (routing.unroutable.length > 0) {
    /** Before the claim: a crash in between leaves the body in quarantine twice rather than nowhere. */
    const problems = routing.unroutable.map(({ problem }) => problem);
    const outcome = await keepInQuarantine({ reason: 'ENTITY_MISSING', problems }, delivery, deps);
    if (routing.deliveries.length === 0) return outcome;
  }
  if (routing.deliveries.length === 0) return { kind: 'ignored', event: envelope };
  return acceptOnce({ envelope, routing, delivery }, rules, deps);
};
