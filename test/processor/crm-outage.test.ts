import {
  type CrmError,
  CrmRateLimitedError,
  CrmRejectedError,
  CrmUnauthorizedError,
  CrmUnavailableError,
  CrmUnusableAnswerError,
} from '../../lambdas/modules/crm-sync/crm-errors';
import type { CrmPort } from '../../lambdas/modules/crm-sync/crm-port';
import { crmSyncModule } from '../../lambdas/modules/crm-sync/module';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';
import { moduleEvent } from '../module-kit';
import { GuardedFleet } from './guarded-fleet';

const t0 = Date.parse('2023-10-27T14:00:00Z');
const minute = 60;
const hour = 3600;
const at = (second: number): number => t0 + second * 1000;

const from = 10 * minute;
const until = from + hour;
const duringOutage = (second: number): boolean => second >= from && second < until;

/** The ids of the events that are not, ten at most. */
const notApplied = (fleet: GuardedFleet, events: readonly ModuleEvent[]): readonly string[] =>
  events
    .filter((event) => fleet.outcome(event)?.outcome !== 'applied')
    .map(({ id }) => id)
    .slice(0, 10);

describe('an hour without the CRM', () => {
  const request = 'PUT /activities/call-1';
  const failures: [string, () => CrmError][] = [
    ['500', () => new CrmUnavailableError({ request, status: 500 })],
    ['nothing', () => new CrmUnavailableError({ request })],
    ['429', () => new CrmRateLimitedError({ request, status: 429, retryAfterSeconds: 120 })],
    ['401', () => new CrmUnauthorizedError({ request, status: 401 })],
    ['garbage', () => new CrmUnusableAnswerError({ request, status: 200 })],
  ];

  const crmFixture = (failure: (callId: string, second: number) => CrmError | undefined) => {
    const written: string[] = [];
    const calls: number[] = [];
    const holder: { fleet?: GuardedFleet } = {};
    const crm: CrmPort = {
      putActivity: async ({ activity: { callId } }) => {
        const second = ((holder.fleet?.nowMs ?? t0) - t0) / 1000;
        calls.push(second);
        const error = failure(callId, second);
        if (error) throw error;
        written.push(callId);
        return { created: true };
      },
    };
    const fleet = new GuardedFleet(crmSyncModule(crm), { startsAtMs: t0 });
    holder.fleet = fleet;
    return { fleet, written, calls };
  };

  const callEvents = (callId: string, second: number): readonly ModuleEvent[] =>
    ['call.started', 'call.completed', 'call.dispositioned'].map((eventType, index) =>
      moduleEvent({
        id: `${callId} ${eventType}`,
        eventType,
        timestamp: new Date(at(second + index)).toISOString(),
        data: { callId, ...(eventType === 'call.dispositioned' && { callDisposition: 'Sold' }) },
      }),
    );

  it.each(failures)(
    'that answers %s writes every call, once, and leaves nothing in the DLQ',
    async (_, error) => {
      const { fleet, written, calls } = crmFixture((__, second) =>
        duringOutage(second) ? error() : undefined,
      );
      const events: ModuleEvent[] = [];
      for (let second = 0; second < until + 10 * minute; second += minute) {
        events.push(...callEvents(`c-${second}`, second));
      }
      for (const event of events) fleet.add(event);
      await fleet.runUntil(at(until + hour));

      expect(fleet.world.deadLetters.letters).toEqual([]);
      expect(fleet.waiting).toBe(0);
      expect(notApplied(fleet, events)).toEqual([]);
      expect(written).toHaveLength(80);
      expect(new Set(written).size).toBe(80);
      expect(calls.filter(duringOutage).length).toBeLessThan(40);
      expect(fleet.breaker).toMatchObject({ kind: 'closed' });
    },
  );

  it('does not keep a call that the CRM rejects out of the DLQ', async () => {
    const { fleet, written } = crmFixture((callId, second) => {
      if (duringOutage(second)) return new CrmUnavailableError({ request, status: 503 });
      return callId === 'bad' ? new CrmRejectedError({ request, status: 422 }) : undefined;
    });
    for (const event of [...callEvents('bad', from + minute), ...callEvents('good', from + 2 * minute)]) {
      fleet.add(event);
    }
    await fleet.runUntil(at(until + hour));
    expect(written).toEqual(['good']);
    expect(fleet.world.deadLetters.letters).toMatchObject([
      { cause: 'PERMANENT', event: { id: 'bad call.dispositioned' } },
    ]);
  });
});
