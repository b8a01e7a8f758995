import { lambda, modelWith, problemsOf, queue } from './stack';

const bus = 'aws.partner/genesys.com/cloud/org/one';
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const rule = (properties: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: 'from-genesys',
    EventBusName: bus,
    EventPattern: { source: [bus] },
    State: 'ENABLED',
    Targets: [{ Arn: arnOf('Ingest'), Id: 'Target0' }],
    ...properties,
  },
});

const rulesOf = (resources: object) => modelWith({ Ingest: lambda(), ...resources }).eventRules;

describe('rules of a template on events', () => {
  it('are read with their bus and their pattern', () => {
    expect(rulesOf({ Rule: rule() })).toEqual([
      {
        logicalId: 'Rule',
        name: 'from-genesys',
        arn: `arn:aws:events:eu-central-1:123456789012:rule/${bus}/from-genesys`,
        busName: bus,
        pattern: { source: [bus] },
        functionLogicalId: 'Ingest',
        enabled: true,
      },
    ]);
  });

  it('are on the default bus unless they say otherwise, and know a bus by its ARN too', () => {
    const { EventBusName: _, ...onDefault } = rule().Properties;
    const byArn = `arn:aws:events:eu-central-1:123456789012:event-bus/${bus}`;

    const rules = rulesOf({
      One: { Type: 'AWS::Events::Rule', Properties: onDefault },
      Two: rule({ EventBusName: byArn }),
    });

    expect(rules.map(({ busName, arn }) => [busName, arn.split(':').at(-1)])).toEqual([
      ['default', 'rule/from-genesys'],
      [bus, `rule/${bus}/from-genesys`],
    ]);
  });

  it('are one for each function among their targets, with its input', () => {
    const Targets = [
      { Arn: arnOf('Ingest'), Id: 'a', Input: '{"fixed":1}' },
      { Arn: 'arn:aws:sns:eu-central-1:123456789012:topic', Id: 'b' },
    ];

    const { eventRules, skipped } = modelWith({
      Ingest: lambda(),
      Rule: rule({ Targets, State: 'DISABLED' }),
    });

    expect(eventRules).toMatchObject([{ logicalId: 'Rule.a', input: { fixed: 1 }, enabled: false }]);
    expect(skipped).toEqual([
      {
        logicalId: 'Rule.b',
        reason: 'AWS::Events::Rule: its target arn:aws:sns:eu-central-1:123456789012:topic is no function',
      },
    ]);
  });

  it('are no schedules, and schedules are none of them', () => {
    const everyMinute = {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(1 minute)', Targets: rule().Properties.Targets },
    };

    const { eventRules, schedules, skipped } = modelWith({
      Ingest: lambda(),
      Rule: rule(),
      Minute: everyMinute,
    });

    expect(eventRules.map(({ logicalId }) => logicalId)).toEqual(['Rule']);
    expect(schedules.map(({ logicalId }) => logicalId)).toEqual(['Minute']);
    expect(skipped).toEqual([]);
  });

  it('are a problem where the local runner could not match their pattern', () => {
    const EventPattern = { source: [bus], detail: { state: [{ 'anything-but': 'x' }] } };

    expect(problemsOf({ Resources: { Ingest: lambda(), Rule: rule({ EventPattern }) } })).toEqual([
      'Resources.Rule.Properties.EventPattern.detail: the local runner matches values and {"prefix": "…"} only, in a list that is not empty',
    ]);
  });
});

const config = (properties: object = {}) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: 'Ingest' }, Qualifier: '$LATEST', ...properties },
});

const onFailure = (id: string) => ({ DestinationConfig: { OnFailure: { Destination: arnOf(id) } } });

const stackOf = (resources: object) => ({
  Ingest: lambda(),
  Failures: queue({ QueueName: 'failures' }),
  Ordered: queue({ QueueName: 'ordered.fifo', FifoQueue: true }),
  ...resources,
});

describe('how a template has functions invoked asynchronously', () => {
  it('is read with the queue that keeps what failed', () => {
    const Config = config({
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: '300',
      ...onFailure('Failures'),
    });

    expect(modelWith(stackOf({ Config })).invokeConfigs).toEqual([
      { functionLogicalId: 'Ingest', maxRetries: 1, maxAgeSeconds: 300, onFailureQueue: 'failures' },
    ]);
  });

  it('is twice again in six hours, and nothing is kept, where nothing is said', () => {
    expect(modelWith(stackOf({ Config: config() })).invokeConfigs).toEqual([
      { functionLogicalId: 'Ingest', maxRetries: 2, maxAgeSeconds: 21_600 },
    ]);
    expect(modelWith(stackOf({})).invokeConfigs).toEqual([]);
  });

  it('says what of it does not happen here', () => {
    const { invokeConfigs, skipped } = modelWith(
      stackOf({
        Alias: config({ Qualifier: 'live' }),
        Success: config({ DestinationConfig: { OnSuccess: { Destination: arnOf('Failures') } } }),
      }),
    );

    expect(invokeConfigs).toHaveLength(1);
    expect(skipped.map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
      ['Alias', expect.stringContaining('it is about live')],
      ['Success', expect.stringContaining('no record of success')],
    ]);
  });

  it.each([
    ['a queue that Lambda does not send to', 'arn:aws:sqs:eu-central-1:123456789012:ordered.fifo'],
    ['what is no queue of the template', 'arn:aws:sns:eu-central-1:123456789012:topic'],
  ])('is a problem with %s', (_, Destination) => {
    const Config = config({ DestinationConfig: { OnFailure: { Destination } } });

    expect(problemsOf({ Resources: stackOf({ Config }) })).toEqual([
      `Resources.Config.Properties.DestinationConfig.OnFailure.Destination: expected a standard queue of the template, got ${Destination}`,
    ]);
  });

  it('is a problem without its function', () => {
    expect(problemsOf({ Resources: stackOf({ Config: config({ FunctionName: 'nobody' }) }) })).toEqual([
      'Resources.Config.Properties.FunctionName: the local runner runs no function nobody',
    ]);
  });
});
