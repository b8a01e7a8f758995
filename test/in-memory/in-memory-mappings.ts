import type { Mappings, MappingState } from '../../lambdas/guard/ports';

/** Event source mappings whose changes are done at once, or when `settle` is called. */
export class InMemoryMappings implements Mappings {
  /** By the mapping's id. */
  readonly states = new Map<string, MappingState>();
  /** The changes that were accepted. */
  readonly changes: { readonly mappingId: string; readonly isEnabled: boolean }[] = [];
  looks = 0;
  isSlow = false;

  async stateOf(mappingId: string): Promise<MappingState> {
    this.looks += 1;
    return this.#stateOf(mappingId);
  }

  async setEnabled(mappingId: string, isEnabled: boolean): Promise<'accepted' | 'busy'> {
    const state = this.#stateOf(mappingId);
    if (state !== 'enabled' && state !== 'disabled') return 'busy';
    this.changes.push({ mappingId, isEnabled });
    this.states.set(mappingId, isEnabled ? 'enabling' : 'disabling');
    if (!this.isSlow) this.settle();
    return 'accepted';
  }

  /** Ends all changes. */
  settle(): void {
    for (const [mappingId, state] of this.states) {
      if (state === 'enabling') this.states.set(mappingId, 'enabled');
      if (state === 'disabling') this.states.set(mappingId, 'disabled');
    }
  }

  #stateOf(mappingId: string): MappingState {
    const state = this.states.get(mappingId);
    if (state === undefined) throw new Error(`There is no mapping ${mappingId}.`);
    return state;
  }
}
