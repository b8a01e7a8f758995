import type { Envelope } from '../../lambdas/core/envelope';
import { type Failure, settleFailure, settleReleaseFailure } from '../../lambdas/processor/settle-failure';
import { instant } from '../instant';
import { processorWorld } from './processor-world';

export const t0 = Date.UTC(2023, 9, 27, 15);

export const record = { body: '{"n":1}', encoding: undefined, groupId: 'g-1', deduplicationId: 'd-1' };
const message = { groupId: record.groupId, record: async () => record };
const event = { source: 'genesys', id: 'e-1', type: 'call.dispositioned' } satisfies Partial<Envelope>;
export const failing = { name: 'crm-sync', maxAttempts: 3, entityType: 'call' };

export const settlingFixture = async () => {
  let nowMs = t0;
  const world = processorWorld({ now: () => nowMs });
  const time = instant('2023-10-27T14:59:00Z');
  const times = { time, receivedTime: time, orderTime: time, expiresAtSeconds: t0 };
  const claim = { source: 'genesys', eventId: 'e-1', eventType: event.type, bodyHash: '', outcomes: {} };
  await world.claims.claim({ ...claim, ...times }, 0);
  return {
    ...world,
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    settle: (error: unknown, changes: Partial<Failure> = {}) =>
      settleFailure(
        { ...message, messageId: 'm-1', tries: 1, event, error, module: failing, ...changes },
        world,
      ),
    release: (error: unknown, tries: number) =>
      settleReleaseFailure(
        { ...message, messageId: 'm-1', tries, event: undefined, error, module: failing },
        world,
      ),
    failures: () => world.claims.claims.get('genesys#e-1')?.failures['crm-sync'] ?? [],
    outcome: () => world.claims.claims.get('genesys#e-1')?.outcomes['crm-sync'],
    answer: () =>
      world.breakers.call('crm', async () => 'done', {
        signal: new AbortController().signal,
        invocation: { remainingMs: () => 10_000 },
      }),
  };
};
