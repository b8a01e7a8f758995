import type { GuardedModule } from '../contract/guarded-module';
import type { FoundNote, MappingState } from './ports';

/** What the guard has seen of a module, and left it as. */
export interface ModuleLook {
  readonly guarded: GuardedModule;
  /** `undefined`: it could not be read. */
  readonly state: MappingState | undefined;
  /** There if the guard has paused the module, or was about to. */
  readonly note: FoundNote | undefined;
}
