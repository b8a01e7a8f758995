import type { Envelope } from '../core/envelope';
import type { QuarantineReason } from '../core/quarantine-record';

/** What an event is called in answers and logs. */
export type EventName = Pick<Envelope, 'id' | 'type'>;

/** What became of an authentic delivery. Anything else is an `IngestUnavailableError`. */
export type IngestOutcome =
  | { readonly kind: 'accepted'; readonly event: EventName; readonly modules: readonly string[] }
  | { readonly kind: 'duplicate'; readonly event: EventName; readonly resentTo: readonly string[] }
  /** Nobody here wants it; `reason` where that is told before anybody is asked. */
  | { readonly kind: 'ignored'; readonly event: EventName; readonly reason?: 'UNKNOWN_TOPIC' }
  | {
      readonly kind: 'quarantined';
      readonly reason: QuarantineReason;
      readonly problems: readonly string[];
    };
