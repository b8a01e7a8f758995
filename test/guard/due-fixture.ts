import { crmSync, type GuardFixture, guardFixture, openBreaker, processorOf, startMs } from './guard-fixture';

/** The crm is down, its module is paused, and the time for a try has come. */
export const dueFixture = (modules = [crmSync]) => {
  const guard = guardFixture(modules);
  for (const module of modules) guard.paused(module);
  guard.setBreaker('crm', openBreaker);
  guard.clock.nowMs = startMs + 30_000;
  return guard;
};

/** Has the processors call what their messages say. @returns the calls that were made */
export const withProcessor = (guard: GuardFixture, ...up: string[]): string[] => {
  const made: string[] = [];
  guard.functions.react = processorOf(guard, { up, made });
  return made;
};

/** What was said of the probes. */
export const outcomeOf = (guard: GuardFixture) => guard.linesOf('BREAKER_PROBED');
