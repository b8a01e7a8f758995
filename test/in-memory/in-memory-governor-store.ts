import type { GovernorState, GovernorStore } from '../../lambdas/governor/ports';

/** The governor's item without a database. */
export class InMemoryGovernorStore implements GovernorStore {
  state: GovernorState = { step: 0, changedAtMs: 0, version: 0 };
  /** Every state that was stored, in their order. */
  readonly written: GovernorState[] = [];

  async read(): Promise<GovernorState> {
    return this.state;
  }

  async write(state: GovernorState): Promise<'written' | 'conflict'> {
    if (state.version !== this.state.version) return 'conflict';
    this.state = { ...state, version: state.version + 1 };
    this.written.push(this.state);
    return 'written';
  }
}
