import { deduplicationIdOf } from '../../../lambdas/core/route-event';
import { forgedId } from '../run/everything-sent';
import type { EndedRun, Violation } from './violation';

/** I1: a request whose signature does not match touches nothing but the secrets, and is told so. */
export const checkAuthentic = ({ world, requests }: EndedRun): readonly Violation[] => {
  if (!requests.some(({ isForged }) => isForged)) return [];
  const violations: Violation[] = [];
  const problem = (text: string): void => void violations.push({ invariant: 'I1', problem: text });
  for (const { event, status } of world.senders.acknowledgements) {
    if (event === forgedId && status < 400) problem(`The forged request was answered ${status}.`);
  }
  if ([...world.claims.claims.values()].some(({ eventId }) => eventId === forgedId)) {
    problem('The forged event has a claim.');
  }
  const deduplicationId = deduplicationIdOf({ source: 'genesys', id: forgedId });
  for (const [module, { entered }] of world.queues) {
    if (entered.some((message) => message.deduplicationId === deduplicationId)) {
      problem(`The forged event was sent to ${module}.`);
    }
  }
  if (requests.every(({ isForged }) => isForged)) {
    for (const { port, method } of world.calls) {
      if (port !== 'secrets') problem(`For a forged request, ${port}.${method} was called.`);
    }
  }
  return violations;
};
