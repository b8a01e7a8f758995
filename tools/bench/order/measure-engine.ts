import type { EngineCase } from './engine-cases';
import { inTurns } from './in-turns';

/** So long that the clock's own steps do not matter. */
const sampleMs = 1;
const rounds = 51;

const timeMs = (run: () => unknown, times: number): number => {
  const start = performance.now();
  for (let time = 0; time < times; time += 1) run();
  return performance.now() - start;
};

/** How often to run a case for one sample, once the compiler is done with it. */
const timesFor = ({ run }: EngineCase): number => {
  let times = 1;
  while (timeMs(run, times) < 20) times *= 2;
  return Math.max(1, Math.ceil((sampleMs / timeMs(run, times)) * times));
};

/** Microseconds per message, by case. */
export const measureEngine = async (
  cases: readonly EngineCase[],
): Promise<ReadonlyMap<EngineCase, readonly number[]>> => {
  const times = new Map(cases.map((subject) => [subject, timesFor(subject)]));
  return inTurns(cases, rounds, (subject) => {
    const count = times.get(subject) ?? 1;
    return (timeMs(subject.run, count) / count) * 1000;
  });
};
