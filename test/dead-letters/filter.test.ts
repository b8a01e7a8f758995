import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { InvalidRequestError } from '../../tools/dead-letters/errors';
import { call, idsOf } from './calls';
import { useDeadLetters } from './use-dead-letters';

const audit: IndependentManifest = {
  name: 'audit',
  description: 'Keeps a trail.',
  policy: 'none',
  types: ['call.started'],
};

const fixture = useDeadLetters([agentPresence, callLifecycle, audit]);

describe('a filter', () => {
  beforeEach(async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('old', 'c-1'), {
      cause: 'TRANSIENT',
      errorName: 'RetryableError',
    });
    now.clock.advance(3_600_000);
    await now.giveUp('call-lifecycle', call('new', 'c-2'), { cause: 'SCHEMA', errorName: 'ZodError' });
    await now.giveUp('audit', call('partner', 'c-1', { source: 'partner' }), {
      cause: 'SCHEMA',
      errorName: 'ZodError',
    });
    const login = {
      id: 'login',
      eventType: 'agent.login',
      timestamp: '2026-11-23T12:00:00Z',
      userId: 'agent-1',
    };
    await now.giveUp('agent-presence', login);
    now.clock.advance(60_000);
  });

  it.each([
    [{}, ['login', 'new', 'old', 'partner']],
    [{ module: 'call-lifecycle' }, ['new', 'old']],
    [{ module: ['audit', 'agent-presence'] }, ['login', 'partner']],
    [{ cause: 'SCHEMA' }, ['new', 'partner']],
    [{ cause: ['SCHEMA', 'PERMANENT'] }, ['login', 'new', 'partner']],
    [{ errorName: 'RetryableError' }, ['old']],
    [{ type: 'agent.login' }, ['login']],
    [{ entityId: 'c-1' }, ['old']],
    [{ entityType: 'call' }, ['new', 'old']],
    [{ source: 'partner' }, ['partner']],
    [{ eventId: ['old', 'login'] }, ['login', 'old']],
    [{ olderThanSeconds: 60 }, ['old']],
    [{ youngerThanSeconds: 61 }, ['login', 'new', 'partner']],
    [{ olderThanSeconds: 59, youngerThanSeconds: 3660 }, ['login', 'new', 'partner']],
    [{ cause: 'SCHEMA', module: 'audit' }, ['partner']],
    [{ cause: 'SCHEMA', entityId: 'c-1' }, []],
  ] as const)('%j finds %j', async (filter, ids) => {
    const { letters } = await fixture.now.open().list(filter);
    expect(idsOf(letters).toSorted()).toStrictEqual(ids);
  });

  it('finds a message by its own id', async () => {
    const wanted = await fixture.now.first({ eventId: 'new' });
    const found = await fixture.now.first({ messageId: wanted?.messageId ?? '' });
    expect(found?.eventId).toBe('new');
  });

  it('of a module leaves the other DLQs alone', async () => {
    await fixture.now.open().list({ module: 'audit' });
    expect(fixture.now.calls).toStrictEqual([
      'ReceiveMessageCommand',
      'ReceiveMessageCommand',
      'ChangeMessageVisibilityBatchCommand',
      'GetQueueAttributesCommand',
    ]);
  });

  it.each<[object, string | RegExp]>([
    [{ module: 'crm' }, 'module: there is no module "crm"; there are agent-presence, call-lifecycle, audit'],
    [
      { cause: 'TRANSIENTE' },
      /^cause: there is no cause "TRANSIENTE"; there are PERMANENT, .*RECEIVED_TOO_OFTEN/,
    ],
    [{ causes: 'SCHEMA' }, /^there is no field causes; there are module, cause, .*youngerThanSeconds$/],
    [{ cause: undefined }, 'cause: has no value; leave the field out to match everything'],
    [{ eventId: [] }, 'eventId: must name at least one value'],
    [{ eventId: '' }, 'eventId: must be a text that is not empty'],
    [{ eventId: 7 }, 'eventId: must be a text or a list of texts'],
    [{ olderThanSeconds: '2h' }, 'olderThanSeconds: must be a number of seconds, not "2h"'],
    [{ youngerThanSeconds: 0 }, 'youngerThanSeconds: must be a number of seconds, not 0'],
    [{ module: 'crm', cause: 'X' }, /^module: .*\ncause: /],
  ])('%j is refused, and says why', async (filter, message) => {
    const asked = fixture.now.open().list(filter);
    await expect(asked).rejects.toThrow(InvalidRequestError);
    await expect(asked).rejects.toThrow(message);
    expect(fixture.now.calls).toStrictEqual([]);
  });
});
