import type { DeadLetter } from './dead-letter';
import type { CheckedFilter } from './dead-letter-filter';
import { DeadLetterWalk, type QueueCoverage } from './dead-letter-walk';
import { readDeadLetter } from './read-dead-letter';
import type { TreatmentContext } from './treat-matching';

export interface ListOptions {
  /** With `content`: bodies and envelopes, which may be about people. Default: no. */
  readonly includeBody?: boolean;
  /** Ends the listing: what is held is given back, and the signal's reason thrown. */
  readonly signal?: AbortSignal;
}

export interface Listing {
  readonly letters: readonly DeadLetter[];
  /** By module; where `unseen` is not 0, the list is not complete. */
  readonly coverage: readonly QueueCoverage[];
}

/** How long messages stay invisible to others if whoever lists them dies. */
const holdSeconds = 120;

/** What matches, one by one; at the end returns how much of each DLQ was seen. */
export async function* scanDeadLetters(
  context: TreatmentContext,
  { filter, includeBody, signal }: ListOptions & { readonly filter: CheckedFilter },
): AsyncGenerator<DeadLetter, readonly QueueCoverage[], undefined> {
  const coverage: QueueCoverage[] = [];
  for (const { manifest, dlqUrl } of context.queues) {
    if (!filter.wantsModule(manifest.name)) continue;
    const walk = new DeadLetterWalk({ ...context, module: manifest.name, dlqUrl, holdSeconds });
    signal?.throwIfAborted();
    for await (const message of walk.messages()) {
      signal?.throwIfAborted();
      const letter = readDeadLetter(message, { manifest, nowMs: context.clock.now(), includeBody });
      if (filter.matches(letter)) yield letter;
    }
    coverage.push(await walk.coverage());
  }
  return coverage;
}

export const listDeadLetters = async (
  context: TreatmentContext,
  options: ListOptions & { readonly filter: CheckedFilter },
): Promise<Listing> => {
  const letters: DeadLetter[] = [];
  const scan = scanDeadLetters(context, options);
  let next = await scan.next();
  for (; next.done !== true; next = await scan.next()) letters.push(next.value);
  return { letters, coverage: next.value };
};
