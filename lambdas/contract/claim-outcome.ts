/**
 * What can become of an event in a module.
 *
 * - `applied`: the entity's state reflects it
 * - `stale`: a newer snapshot of its entity had been applied already
 * - `quarantined`: the module wants its type but could not tell which entity it is about
 * - `dead-lettered`: it failed too often and waits in the module's DLQ
 */
export const outcomeNames = ['applied', 'stale', 'quarantined', 'dead-lettered'] as const;

export type OutcomeName = (typeof outcomeNames)[number];

/** A module's entry in the claim. Later parts of the processing may keep more beside `outcome`. */
export interface OutcomeEntry {
  /** Absent while the event is still on its way through the module. */
  readonly outcome?: OutcomeName;
  /** When, RFC 3339. */
  readonly at?: string;
}

/** By module name. */
export type ClaimOutcomes = Readonly<Record<string, OutcomeEntry>>;
