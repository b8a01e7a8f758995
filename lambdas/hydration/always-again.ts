import type { Once } from '../processor/ports';

/**
 * Hydration keeps no record of what it has done: a message that comes again is hydrated and sent again. It does come
 * again only if somebody died, or if a module has no outcome yet and its sender has sent the event once more; and what a
 * module gets twice its queue drops, or its own fence.
 */
export const alwaysAgain: Once = {
  run: async (_key, effect) => ({ result: await effect(), isRepeated: false }),
};
