import { errorName } from '../../../lambdas/core/error-name';
import type { EndedRun, Violation } from './violation';

/** Ingest must have answered by then; the sender waits five seconds. */
const slowestAnswerMs = 4000;

/**
 * When no fault happens any more, everything comes to rest: senders have their 200, queues are empty, nothing is
 * paused whose dependencies are well.
 */
export const checkRest = ({ ending, world, requests }: EndedRun): readonly Violation[] => {
  if (ending !== 'rest') {
    return [{ invariant: 'REST', problem: `The run does not come to rest: it is ${ending}.` }];
  }
  const { senders, queues, breakers, mappings, guardNotes } = world;
  const violations: Violation[] = [];
  const rest = (problem: string): void => void violations.push({ invariant: 'REST', problem });
  for (const error of world.simulation.unhandled) rest(`Nobody handled a rejection: ${errorName(error)}.`);
  for (const { name, isForged } of requests) {
    const isAnswered = senders.acknowledgements.some(({ event, status }) => event === name && status === 200);
    if (!isForged && !isAnswered) rest(`${name} was never answered 200.`);
  }
  for (const [module, { messages }] of queues) {
    if (messages.length > 0) rest(`${messages.length} message(s) stay in the queue of ${module}.`);
  }
  // A breaker can stay open while nothing waits for its dependency: the next event is what it is tried with.
  const isClosed = [...breakers.records.values()].every(({ breaker }) => breaker.kind === 'closed');
  if (isClosed) {
    for (const [module, { state }] of mappings) {
      if (state !== 'enabled') rest(`All breakers are closed, and the module ${module} stays ${state}.`);
    }
    for (const module of guardNotes.keys()) rest(`The note that ${module} was paused stays.`);
  }
  for (const { event, tookMs, status } of senders.acknowledgements) {
    if (status === 502 || tookMs <= slowestAnswerMs) continue;
    violations.push({ invariant: 'FAST', problem: `${event} was answered after ${tookMs} ms.` });
  }
  return violations;
};
