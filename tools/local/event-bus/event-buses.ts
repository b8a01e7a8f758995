import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Place } from '../cloudwatch/alarm-event';
import type { EventRuleDefinition } from '../model';
import { type AcceptedEntry, busEvent } from './bus-event';
import { matchesPattern } from './event-pattern';

/** An event has been put on a bus. */
export interface BusDelivery {
  readonly kind: 'bus-event';
  readonly bus: string;
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  /** Of the asynchronous invocations that it leads to; none if no rule matches. */
  readonly requestIds: readonly string[];
}

export interface EventBusesOptions extends Place {
  readonly rules: readonly EventRuleDefinition[];
  readonly clock: Clock;
  /** Invokes a function asynchronously. Gives the request's id. */
  readonly invokeLater: (functionLogicalId: string, event: unknown) => string;
  readonly onEvent: (event: BusDelivery) => void;
}

export const defaultBus = 'default';

/** The event buses that a stack has rules on, and the default one. A bus hands on at once; nothing is kept on it. */
export class EventBuses {
  readonly #options: EventBusesOptions;

  constructor(options: EventBusesOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return [...new Set([defaultBus, ...this.#options.rules.map(({ busName }) => busName)])];
  }

  rulesOf(bus: string): readonly EventRuleDefinition[] {
    return this.#options.rules.filter(({ busName }) => busName === bus);
  }

  /** Puts an event on a bus, from where each rule that is enabled and matches hands it to its function. Gives its id. */
  put(bus: string, entry: AcceptedEntry): string {
    const { clock, region, accountId, invokeLater, onEvent } = this.#options;
    const event = busEvent(entry, { id: randomUUID(), nowMs: clock.now(), region, accountId });
    const requestIds = this.rulesOf(bus)
      .filter(({ enabled, pattern }) => enabled && matchesPattern(pattern, event))
      .map((rule) => invokeLater(rule.functionLogicalId, 'input' in rule ? rule.input : event));
    const { id: eventId, source } = event;
    onEvent({ kind: 'bus-event', bus, eventId, source, detailType: event['detail-type'], requestIds });
    return eventId;
  }
}
