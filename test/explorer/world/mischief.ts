import { PermanentError } from '../../../lambdas/core/failure/errors';
import type { Process } from '../simulation/process';
import type { ScenarioEvent } from './scenario';

/** How often a module's code was given an event and threw, by module and event. */
export type Throws = Map<string, number>;

/** Lets a module's code fail as the scenario says. */
export interface Mischief {
  /** @throws for an event that the scenario has marked */
  with(module: string, event: { readonly id: string }): void;
}

/** The mischief of the modules' code in one process. */
export const mischiefIn = (
  process: Process,
  { events, throws }: { readonly events: readonly ScenarioEvent[]; readonly throws: Throws },
): Mischief => ({
  with: (module, { id }) => {
    const mischief = events.find((event) => event.id === id)?.mischief;
    if (mischief === undefined) return;
    const key = `${module} ${id}`;
    throws.set(key, (throws.get(key) ?? 0) + 1);
    if (mischief === 'kills') process.die();
    if (mischief === 'is refused') throw new PermanentError('The module refuses this event.');
    throw new Error('The module cannot deal with this event.');
  },
});
