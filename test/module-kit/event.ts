import { parseSwitchboardEvent } from '../../lambdas/core/formats/switchboard-event';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';

/** An event as a sender writes it. Left out: an id that is its type and time, and the rest of what is optional. */
export interface EventSketch {
  readonly eventType: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly id?: string;
  readonly entityType?: string;
  readonly resourceUri?: string;
  readonly userId?: string;
  readonly data?: unknown;
  /** Name of the source it comes through. Default `genesys`. */
  readonly source?: string;
  /** When it is received, RFC 3339. Default: at its own time. */
  readonly receivedAt?: string;
}

/**
 * The event as modules see it, made by the very code that ingest runs.
 *
 * @throws {Error} with ingest's own words when ingest would not accept it
 */
export const moduleEvent = ({ source = 'genesys', receivedAt, ...sketch }: EventSketch): ModuleEvent => {
  const { eventType, timestamp, id = `${eventType} ${timestamp}` } = sketch;
  const parsed = parseSwitchboardEvent({
    source,
    rawBody: Buffer.from(JSON.stringify({ ...sketch, id })),
    receivedMs: Date.parse(receivedAt ?? timestamp),
  });
  if (parsed.kind === 'event') return parsed.envelope;
  throw new Error(`Ingest would not accept the event ${id}: ${parsed.problems.join('; ')}.`);
};
