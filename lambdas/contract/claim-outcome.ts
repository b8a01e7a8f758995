/**
 * What can become of an event in a module.
 *
 * - `applied`: the entity's state reflects it, at its place in the order
 * - `gap`: so it does, but what should have come before it had not come when its window had passed
 * - `parked`: it came too early and waits for what comes before it, or for the end of its window; not final
 * - `late`: what comes after it had been applied for good; the module's own rule decided about it
 * - `stale`: a newer snapshot of its entity had been applied already
 * - `quarantined`: the module wants its type but could not tell which entity it is about
 * - `dead-lettered`: it was given up and waits in the module's DLQ; a redrive can better that
 * - `discarded`: it was given up, and an operator has removed it from the DLQ, with a reason
 */
export const outcomeNames = [
  'applied',
  'gap',
  'parked',
  'late',
  'stale',
  'quarantined',
  'dead-lettered',
  'discarded',
] as const;

export type OutcomeName = (typeof outcomeNames)[number];

/** Outcomes that a later one replaces. */
export const interimOutcomes = ['parked', 'dead-lettered'] as const satisfies readonly OutcomeName[];

/** A module's entry in the claim. Later parts of the processing may keep more beside `outcome`. */
export interface OutcomeEntry {
  /** Absent while the event is still on its way through the module. */
  readonly outcome?: OutcomeName;
  /** When, RFC 3339. */
  readonly at?: string;
  /** Why an operator discarded it, and who. */
  readonly reason?: string;
  readonly by?: string;
}

/** By module name. */
export type ClaimOutcomes = Readonly<Record<string, OutcomeEntry>>;
