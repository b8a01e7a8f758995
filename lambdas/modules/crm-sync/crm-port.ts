import type { CrmActivity } from './activity';

export interface ActivityRequest {
  readonly id: string;
  readonly activity: CrmActivity;
  /** The same for every attempt; visible ASCII. */
  readonly idempotencyKey: string;
  /** Ends the request, however far it is. */
  readonly signal: AbortSignal;
}

/** What the module needs of a CRM. */
export interface CrmPort {
  /**
   * Creates the activity, or replaces what stands under its id.
   *
   * @throws {CrmError}
   */
  putActivity(request: ActivityRequest): Promise<{ readonly created: boolean }>;
}
