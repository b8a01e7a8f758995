import type { OutcomeMark } from '../../../lambdas/processor/ports';
import { InMemoryClaimStore } from '../../in-memory/in-memory-claim-store';

/** The claims table, which looks at each outcome when it is noted: it must not say what is not so yet. */
export class WatchedClaims extends InMemoryClaimStore {
  /** Outcomes that were noted before what they say had been committed, `<module> <event>`. */
  readonly notedEarly: string[] = [];
  readonly #isCommitted: (mark: OutcomeMark) => boolean;

  constructor(isCommitted: (mark: OutcomeMark) => boolean) {
    super();
    this.#isCommitted = isCommitted;
  }

  override async record(mark: OutcomeMark): Promise<void> {
    if (!this.#isCommitted(mark)) this.notedEarly.push(`${mark.module} ${mark.eventId}`);
    await super.record(mark);
  }
}
