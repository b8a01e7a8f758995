import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import { deduplicationIdOf } from '../../../lambdas/core/route-event';
import { idempotencyKeyOf } from '../../../lambdas/processor/module-context';
import type { ScenarioEvent } from '../world/scenario';
import type { World } from '../world/world';

export const source = 'genesys';

/** The events that a module wants, in the order of their times. */
export const eventsOf = ({ scenario }: World, { types }: ModuleManifest): readonly ScenarioEvent[] =>
  scenario.events.filter(({ eventType }) => types.includes(eventType));

export const outcomeOf = (world: World, module: string, event: string): OutcomeName | undefined =>
  world.claims.claims.get(`${source}#${event}`)?.outcomes[module]?.outcome;

/** Whether a sender was told that the event is taken care of. */
export const isAcknowledged = ({ senders }: World, event: string): boolean =>
  senders.acknowledgements.some((answer) => answer.event === event && answer.status === 200);

/** When the event first entered the module's queue. */
export const enteredMs = (world: World, module: string, id: string): number | undefined => {
  const deduplicationId = deduplicationIdOf({ source, id });
  return world.queue(module).entered.find((message) => message.deduplicationId === deduplicationId)?.atMs;
};

/** The key of the event's effect that a scenario's module has in its CRM. */
export const effectKey = (module: string, id: string): string => idempotencyKeyOf(module, { source, id });
