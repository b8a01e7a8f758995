import type { Throttle } from '../core/throttling/throttle-steps';
import type { StageThrottle } from '../governor/ports';

/** A throttle whose adapter, and with it the client of its service, is loaded with the first call. */
export class LazyStageThrottle implements StageThrottle {
  readonly #load: () => Promise<StageThrottle>;
  #loaded: Promise<StageThrottle> | undefined;

  constructor(load: () => Promise<StageThrottle>) {
    this.#load = load;
  }

  async read(): Promise<Throttle | undefined> {
    return (await this.#throttle()).read();
  }

  async set(throttle: Throttle): Promise<void> {
    await (await this.#throttle()).set(throttle);
  }

  #throttle(): Promise<StageThrottle> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }
}
