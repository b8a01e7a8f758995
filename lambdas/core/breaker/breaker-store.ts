import { type Breaker, type BreakerEvent, transition } from './breaker';

/** A breaker as it is stored. */
export interface BreakerRecord {
  readonly breaker: Breaker;
  /** Of the item; 0 if there is none, which stands for a closed breaker. */
  readonly version: number;
}

/** The breakers that all functions share. */
export interface BreakerStore {
  /** As the last write left it. */
  read(dependency: string): Promise<BreakerRecord>;
  /**
   * Stores the breaker under the next version, if the stored version is still the record's.
   *
   * @returns `conflict` when somebody else has written meanwhile
   */
  write(dependency: string, record: BreakerRecord): Promise<'written' | 'conflict'>;
}

export interface BreakerChange {
  readonly breaker: Breaker;
  /** It was this call that changed it. */
  readonly isOurs: boolean;
}

/** Others change a breaker seldom: each of them would have to win one of these. */
const maxTries = 5;

/** Lets something happen to a stored breaker. Of any number of calls at once, one makes the change. */
export const changeBreaker = async (
  store: BreakerStore,
  dependency: string,
  { event, nowMs }: { readonly event: BreakerEvent; readonly nowMs: number },
): Promise<BreakerChange> => {
  let { breaker, version } = await store.read(dependency);
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const next = transition(breaker, event, nowMs);
    if (next === breaker) break;
    const result = await store.write(dependency, { breaker: next, version });
    if (result === 'written') return { breaker: next, isOurs: true };
    ({ breaker, version } = await store.read(dependency));
    if (isOurProbe(breaker, event)) return { breaker, isOurs: true };
  }
  return { breaker, isOurs: false };
};

/** The reply to the write that took the probe may have been lost, and the write's repetition have failed. */
const isOurProbe = (breaker: Breaker, event: BreakerEvent): boolean =>
  breaker.kind === 'half-open' && event.kind === 'probe-taken' && breaker.probeId === event.probeId;
