import { agentPresence } from '../../../lambdas/modules/agent-presence/manifest';
import type { SampleEvent } from '../../../tools/local/play/sample-events';
import { stateCurl } from '../../../tools/local/play/state-curl';
import type { StackParts } from '../../../tools/local/stack-parts';

const fn = {
  logicalId: 'F',
  name: 'f',
  arn: 'arn',
  codePath: '/',
  handler: 'index.handler',
  timeoutSeconds: 1,
  memoryMiB: 128,
  environment: {},
};
const parts: StackParts = {
  ingest: fn,
  claimsTable: 'claims',
  entitiesTable: 'entities',
  quarantineQueueUrl: 'q',
  sources: [],
  modules: [{ manifest: agentPresence, queueUrl: 'q', dlqUrl: 'd', function: fn }],
};
const described = {
  stateUrl: 'http://127.0.0.1:3000/state',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

const sample = (eventType: string, userId: string): SampleEvent => ({
  file: 'f.json',
  path: '/f.json',
  body: Buffer.from(JSON.stringify({ id: '1', eventType, userId, timestamp: '2026-04-09T12:00:00Z' })),
});

describe('the command that reads a state', () => {
  it('is signed for the entity of the first sample that a module keeps a state about under a plain id', () => {
    const samples = [
      { ...sample('agent.login', 'x'), body: Buffer.from('not JSON') },
      sample('survey.sent', 'agent-1'),
      sample('agent.login', "agent 7/ü'"),
      sample('agent.status', 'agent-8'),
    ];

    expect(stateCurl(described, samples, parts)).toBe(
      "curl --aws-sigv4 aws:amz:us-east-1:execute-api --user local:local 'http://127.0.0.1:3000/state/agent-presence/agent-8'",
    );
  });

  it('does not show credentials of the user’s own', () => {
    const credentials = { accessKeyId: 'AKIAREAL', secretAccessKey: 'real' };
    const command = stateCurl({ ...described, credentials }, [sample('agent.login', 'a')], parts);

    expect(command).toContain('--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"');
    expect(command).not.toMatch(/AKIAREAL|real/);
  });

  it('is not there when no state can be read', () => {
    const { stateUrl: _, ...withoutUrl } = described;

    expect(stateCurl(withoutUrl, [sample('agent.login', 'a')], parts)).toBeUndefined();
    expect(stateCurl(described, [sample('survey.sent', 'a')], parts)).toBeUndefined();
  });
});
