/**
 * What the guard puts beside the `Records` of an SQS event when it has a processor try one message while a dependency's
 * breaker is half-open: which breaker, and the id of the probe that holds its only slot. `{"dependency":"crm","id":"…"}`
 */
export const probeField = 'probe';

export interface Probe {
  readonly dependency: string;
  readonly id: string;
}
