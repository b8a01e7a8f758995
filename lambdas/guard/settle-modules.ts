import type { GuardedModule } from '../contract/guarded-module';
import type { Breaker } from '../core/breaker/breaker';
import type { GuardRun } from './guard-run';
import type { ModuleLook } from './module-look';
import { pauseModule } from './pause-module';
import type { FoundNote } from './ports';
import { resumeModule } from './resume-module';

export interface SettledModules {
  /** By dependency; one that could not be read is missing. */
  readonly breakers: ReadonlyMap<string, Breaker>;
  readonly looks: readonly ModuleLook[];
}

/**
 * Pauses the modules of which a dependency's breaker is not closed, and resumes those of which all are. Pausing comes
 * first. A module of which a breaker could not be read is not resumed.
 *
 * The notes are read before the breakers: whoever wrote a note had seen a breaker that was not closed.
 */
export const settleModules = async (
  run: GuardRun,
  modules: readonly GuardedModule[],
): Promise<SettledModules> => {
  const notes = await readNotes(run, modules);
  const breakers = await readBreakers(run, modules);
  const isDown = (name: string): boolean => (breakers.get(name)?.kind ?? 'closed') !== 'closed';
  const downOf = ({ dependencies }: GuardedModule): string[] => dependencies.filter(isDown);
  const inTurn = modules.toSorted((a, b) => Number(downOf(b).length > 0) - Number(downOf(a).length > 0));
  const looks: ModuleLook[] = [];
  for (const guarded of inTurn) {
    const look = await lookAt(run, guarded, notes.get(guarded.module));
    const down = downOf(guarded);
    const areAllKnown = guarded.dependencies.every((name) => breakers.has(name));
    looks.push(await settle(run, look, { down, areAllKnown }));
  }
  return { breakers, looks };
};

const settle = async (
  run: GuardRun,
  look: ModuleLook,
  { down, areAllKnown }: { readonly down: readonly string[]; readonly areAllKnown: boolean },
): Promise<ModuleLook> => {
  if (down.length > 0) return pauseModule(run, look, down);
  return areAllKnown ? resumeModule(run, look) : look;
};

const readNotes = async (
  { deps, steps }: GuardRun,
  modules: readonly GuardedModule[],
): Promise<ReadonlyMap<string, FoundNote>> => {
  const names = modules.map(({ module }) => module);
  const notes = await steps.attempt({ step: 'read-notes' }, () => deps.notes.find(names));
  return notes ?? new Map<string, FoundNote>();
};

const readBreakers = async (
  { deps, steps }: GuardRun,
  modules: readonly GuardedModule[],
): Promise<ReadonlyMap<string, Breaker>> => {
  const breakers = new Map<string, Breaker>();
  for (const dependency of new Set(modules.flatMap(({ dependencies }) => dependencies))) {
    const record = await steps.attempt({ step: 'read-breaker', dependency }, () =>
      deps.breakers.read(dependency),
    );
    if (record) breakers.set(dependency, record.breaker);
  }
  return breakers;
};

const lookAt = async (
  { deps, steps }: GuardRun,
  guarded: GuardedModule,
  note: FoundNote | undefined,
): Promise<ModuleLook> => {
  const { module, mappingId } = guarded;
  const state = await steps.attempt({ step: 'read-mapping', module }, () => deps.mappings.stateOf(mappingId));
  return { guarded, state, note };
};
