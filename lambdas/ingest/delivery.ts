import type { Door, EventFormat } from '../contract/source-definition';
import type { Delivery } from '../core/formats/parsed-event';

/** What its source has delivered, beyond doubt. */
export interface AuthenticDelivery extends Delivery {
  readonly format: EventFormat;
  readonly door: Door;
  /** Ends every call to another service. */
  readonly signal: AbortSignal;
}
