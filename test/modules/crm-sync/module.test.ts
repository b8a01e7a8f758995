import {
  CrmCredentialsError,
  CrmRateLimitedError,
  CrmRejectedError,
  CrmUnauthorizedError,
  CrmUnavailableError,
  CrmUnusableAnswerError,
} from '../../../lambdas/modules/crm-sync/crm-errors';
import { activityIdOf } from '../../../lambdas/modules/crm-sync/activity';
import { crmSyncModule } from '../../../lambdas/modules/crm-sync/module';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { abandoned, callEvent, completed, corrected, dispositioned, started } from './call-events';
import { rejection } from './client-fixture';
import { FakeContext, FakeCrm, stateAfter } from './module-fixture';

describe('crm-sync', () => {
  let crm: FakeCrm;
  let context: FakeContext;

  beforeEach(() => {
    crm = new FakeCrm();
    context = new FakeContext();
  });

  /** Delivers events one by one, each with its effect. */
  const play = async (...events: readonly ModuleEvent[]): Promise<void> => {
    for (const [index, event] of events.entries()) {
      const state = stateAfter(...events.slice(0, index + 1));
      await crmSyncModule(crm).react?.(event, state, context.of(event));
    }
  };
  const written = () => crm.requests.map(({ activity }) => activity);

  it('writes one activity for a call, when it is dispositioned', async () => {
    await play(started, completed, dispositioned);

    expect(written()).toEqual([
      {
        type: 'call',
        callId: 'c-1',
        disposition: 'Resolved',
        dispositionedAt: '2023-10-27T14:05:00.000Z',
        agentId: 'a-3',
        campaignId: 'campaign-1',
        startedAt: '2023-10-27T14:00:00.123Z',
        endedAt: '2023-10-27T14:02:00.000Z',
        endedBy: 'completed',
        durationSeconds: 118,
      },
    ]);
    expect(context.told).toEqual([['info', 'CRM_ACTIVITY_WRITTEN'], 'CrmActivityWritten']);
  });

  it('writes nothing before that', async () => {
    await play(started, completed);
    await play(started, abandoned);

    expect(written()).toEqual([]);
  });

  it('passes its idempotency key, its deadline and an id that only the call decides', async () => {
    await play(dispositioned);
    await play(corrected);

    expect(crm.requests).toMatchObject([
      { idempotencyKey: 'crm-sync/genesys/call.dispositioned', signal: expect.any(AbortSignal) },
      { idempotencyKey: 'crm-sync/genesys/correction' },
    ]);
    expect(new Set(crm.requests.map(({ id }) => id))).toEqual(new Set([activityIdOf('c-1')]));
  });

  it('does not write again what it has written for an event', async () => {
    await play(dispositioned);
    await play(dispositioned);

    expect(written()).toHaveLength(1);
    expect(context.told).toEqual([['info', 'CRM_ACTIVITY_WRITTEN'], 'CrmActivityWritten']);
  });

  it('writes again what it could not write', async () => {
    crm.failure = new CrmUnavailableError({ request: 'PUT /', status: 503 });
    await rejection(play(dispositioned));
    crm.failure = undefined;

    await play(dispositioned);

    expect(written()).toHaveLength(2);
    expect(crm.requests[0]?.idempotencyKey).toBe(crm.requests[1]?.idempotencyKey);
  });

  it('writes what a disposition alone says of a call of which nothing else came', async () => {
    const sample = callEvent({
      type: 'call.dispositioned',
      time: '2023-10-27T14:30:00Z',
      subject: '/api/v2/calldispositions/5f7e3a2b',
      actorid: 'agent_user_id_123',
      data: { callDisposition: 'Resolved', duration: 120, campaignId: 'campaign_xyz' },
    });

    await play(sample);

    expect(written()).toEqual([
      {
        type: 'call',
        callId: '/api/v2/calldispositions/5f7e3a2b',
        disposition: 'Resolved',
        dispositionedAt: '2023-10-27T14:30:00.000Z',
        agentId: 'agent_user_id_123',
        campaignId: 'campaign_xyz',
        durationSeconds: 120,
      },
    ]);
  });

  it('reckons the duration where nobody tells it', async () => {
    await play(started, abandoned, dispositioned);

    expect(written()).toMatchObject([{ endedBy: 'abandoned', durationSeconds: 59.877 }]);
  });

  it('leaves the duration out when the call ends before it starts', async () => {
    const early = callEvent({ type: 'call.completed', time: '2023-10-27T13:00:00Z' });

    await play(started, early, dispositioned);

    expect(written()[0]).not.toHaveProperty('durationSeconds');
  });

  it('tells the time of receipt where the time of an event lies in the future', async () => {
    await play(
      callEvent({
        type: 'call.dispositioned',
        time: '2099-01-01T00:00:00Z',
        ordertime: '2023-10-27T15:00:00Z',
        data: { callId: 'c-1', callDisposition: 'Resolved' },
      }),
    );

    expect(written()).toMatchObject([{ dispositionedAt: '2023-10-27T15:00:00.000Z' }]);
  });

  it('writes a correction over what was written before', async () => {
    await play(started, completed, dispositioned, corrected);

    expect(written()).toMatchObject([{ disposition: 'Resolved' }, { disposition: 'Sold' }]);
  });

  it('does not write an older disposition over a newer one', async () => {
    await play(started, completed, corrected, dispositioned);

    expect(written()).toMatchObject([{ disposition: 'Sold' }]);
    expect(context.told).toContainEqual(['info', 'CRM_DISPOSITION_SUPERSEDED']);
  });

  it('writes a disposition that comes late, and takes what else comes late into its state', async () => {
    expect(crmSyncModule(crm).late).toBe('apply');

    await play(dispositioned, completed, started);

    expect(written()).toEqual([expect.objectContaining({ disposition: 'Resolved' })]);
  });

  it.each([null, -1])('takes an empty agent, campaign or duration (%s) for none', async (duration) => {
    await play(
      callEvent({
        type: 'call.dispositioned',
        time: '2023-10-27T14:05:00Z',
        data: { callId: 'c-1', callDisposition: 'x', agentId: '', campaignId: '', duration },
      }),
    );

    expect(Object.keys(written()[0] ?? {})).toEqual(['type', 'callId', 'disposition', 'dispositionedAt']);
  });

  it.each([
    [new CrmUnavailableError({ request: 'PUT /', status: 503 }), 'CRM_UNAVAILABLE', 'CrmUnavailable'],
    [new CrmRateLimitedError({ request: 'PUT /', status: 429 }), 'CRM_RATE_LIMITED', 'CrmRateLimited'],
    [new CrmUnauthorizedError({ request: 'PUT /', status: 401 }), 'CRM_UNAUTHORIZED', 'CrmUnauthorized'],
    [new CrmRejectedError({ request: 'PUT /', status: 422 }), 'CRM_REJECTED', 'CrmRejected'],
    [
      new CrmUnusableAnswerError({ request: 'PUT /', status: 200 }),
      'CRM_ANSWER_UNUSABLE',
      'CrmAnswerUnusable',
    ],
  ])('tells an operator of a %s and fails with it', async (failure, code, metric) => {
    crm.failure = failure;

    await expect(play(dispositioned)).rejects.toBe(failure);

    expect(context.told).toEqual([['warn', code, { status: failure.status }], metric]);
  });

  it('tells no status where there was none', async () => {
    crm.failure = new CrmCredentialsError('their secret cannot be read.');

    await rejection(play(dispositioned));

    expect(context.told).toEqual([['warn', 'CRM_UNAUTHORIZED', {}], 'CrmUnauthorized']);
  });

  it('fails with whatever else happens', async () => {
    crm.failure = new TypeError('a mistake');

    await expect(play(dispositioned)).rejects.toBe(crm.failure);

    expect(context.told).toEqual([]);
  });
});
