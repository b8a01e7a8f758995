import type { Throttle } from '../../lambdas/core/throttling/throttle-steps';
import type { StageThrottle } from '../../lambdas/governor/ports';

/** A stage's throttle without an API. */
export class InMemoryStageThrottle implements StageThrottle {
  current: Throttle | undefined;
  /** Every throttle that it was given, in their order. */
  readonly given: Throttle[] = [];

  constructor(current: Throttle | undefined) {
    this.current = current;
  }

  async read(): Promise<Throttle | undefined> {
    return this.current;
  }

  async set(throttle: Throttle): Promise<void> {
    this.current = throttle;
    this.given.push(throttle);
  }
}
