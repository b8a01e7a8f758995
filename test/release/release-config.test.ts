import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { parseReleaseConfig } from '../../lambdas/release/config';

const calls: ModuleManifest = {
  name: 'call-lifecycle',
  description: 'Keeps calls.',
  policy: 'sequence',
  types: ['call.started', 'call.completed'],
  entity: { type: 'call', idFrom: ['subject'] },
  lifecycle: {
    starts: ['call.started'],
    next: { 'call.started': ['call.completed'] },
    ends: ['call.completed'],
  },
};
const presence: ModuleManifest = {
  name: 'agent-presence',
  description: 'Keeps presence.',
  policy: 'latest',
  types: ['agent.login'],
  entity: { type: 'agent', idFrom: ['actorid'] },
};

const complete = {
  ENTITIES_TABLE: 'entities',
  MODULES: 'call-lifecycle',
  QUEUE_URL_CALL_LIFECYCLE: 'https://sqs/calls.fifo',
};

describe('the configuration of the release function', () => {
  it('says which modules park events and where their queues are', () => {
    expect(parseReleaseConfig(complete, [calls, presence])).toEqual({
      entitiesTable: 'entities',
      modules: ['call-lifecycle'],
      queueUrls: new Map([['call-lifecycle', 'https://sqs/calls.fifo']]),
    });
  });

  it('passes over modules that park nothing, without asking for their queues', () => {
    const config = parseReleaseConfig({ ...complete, MODULES: 'agent-presence,call-lifecycle' }, [
      calls,
      presence,
    ]);
    expect(config.modules).toEqual(['call-lifecycle']);
  });

  it('tells every problem at once', () => {
    expect(() => parseReleaseConfig({ MODULES: 'call-lifecycle,crm' }, [calls, presence])).toThrow(
      [
        'The configuration has 3 problem(s):',
        '- ENTITIES_TABLE is not set. Set it to a non-empty value.',
        '- MODULES names "crm". Known modules: call-lifecycle, agent-presence.',
        '- QUEUE_URL_CALL_LIFECYCLE is not set. Set it to a non-empty value.',
      ].join('\n'),
    );
  });
});
