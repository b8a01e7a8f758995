import { modelOf, modelWith, lambda, problemsOf } from './stack';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const rule = (properties: object) => ({ Type: 'AWS::Events::Rule', Properties: properties });

const everyMinute = (properties: object = {}) =>
  rule({
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [{ Arn: arnOf('Release'), Id: 'Target0', Input: '{"module":"call-lifecycle"}' }],
    ...properties,
  });

const schedulesOf = (resources: object) => modelWith({ Release: lambda(), ...resources }).schedules;

describe('rules of a template that invoke functions at a rate', () => {
  it('are schedules', () => {
    expect(schedulesOf({ EveryMinute: everyMinute() })).toEqual([
      {
        logicalId: 'EveryMinute',
        arn: 'arn:aws:events:eu-central-1:123456789012:rule/EveryMinute',
        everySeconds: 60,
        functionLogicalId: 'Release',
        input: { module: 'call-lifecycle' },
        enabled: true,
      },
    ]);
  });

  it.each([
    ['rate(1 minute)', 60],
    ['rate(5 minutes)', 300],
    ['rate(1 hour)', 3_600],
    ['rate(12 hours)', 43_200],
    ['rate(1 day)', 86_400],
    ['rate(30 days)', 2_592_000],
  ])('fire at %s every %d seconds', (ScheduleExpression, everySeconds) => {
    expect(schedulesOf({ Rule: everyMinute({ ScheduleExpression }) })).toMatchObject([{ everySeconds }]);
  });

  it('have no input where the target names none, and resolve what the template computes', () => {
    const schedules = schedulesOf({
      Plain: everyMinute({ Targets: [{ Arn: arnOf('Release'), Id: 'T' }] }),
      Computed: everyMinute({
        Targets: [
          { Arn: arnOf('Release'), Id: 'T', Input: { 'Fn::Sub': '{"region":"${AWS::Region}","n":null}' } },
        ],
      }),
    });

    expect(schedules[0]).not.toHaveProperty('input');
    expect(schedules[1]).toMatchObject({ input: { region: 'eu-central-1', n: null } });
  });

  it('are not enabled when they are disabled', () => {
    expect(schedulesOf({ Rule: everyMinute({ State: 'DISABLED' }) })).toMatchObject([{ enabled: false }]);
  });

  it('are one schedule for each of several targets', () => {
    const targets = ['a', 'b'].map((Id) => ({ Arn: arnOf('Release'), Id, Input: `"${Id}"` }));

    expect(schedulesOf({ Rule: everyMinute({ Targets: targets }) })).toMatchObject([
      { logicalId: 'Rule.a', input: 'a' },
      { logicalId: 'Rule.b', input: 'b' },
    ]);
  });

  it('can be referred to', () => {
    const { outputs } = modelOf({
      Resources: { Release: lambda(), Rule: everyMinute({ Name: 'each-minute' }) },
      Outputs: { Name: { Value: { Ref: 'Rule' } }, Arn: { Value: arnOf('Rule') } },
    });

    expect(Object.fromEntries(outputs)).toEqual({
      Name: 'each-minute',
      Arn: 'arn:aws:events:eu-central-1:123456789012:rule/each-minute',
    });
  });
});

describe('rules of a template that the local runner cannot fire', () => {
  it.each<[string, object, string]>([
    [
      'a cron expression',
      everyMinute({ ScheduleExpression: 'cron(0 12 * * ? *)' }),
      'the local runner does not fire cron(0 12 * * ? *)',
    ],
    [
      'a target that is no function',
      everyMinute({ Targets: [{ Arn: 'arn:aws:sns:eu-central-1:123456789012:topic', Id: 'T' }] }),
      'its target arn:aws:sns:eu-central-1:123456789012:topic is no function',
    ],
    [
      'a target with a transformed input',
      everyMinute({
        Targets: [{ Arn: arnOf('Release'), Id: 'T', InputTransformer: { InputTemplate: '1' } }],
      }),
      'the local runner cannot transform the input of a target',
    ],
    [
      'a target with a part of the event as input',
      everyMinute({ Targets: [{ Arn: arnOf('Release'), Id: 'T', InputPath: '$.detail' }] }),
      'the local runner cannot transform the input of a target',
    ],
  ])('are skipped: %s', (_, resource, reason) => {
    const { schedules, skipped } = modelWith({ Release: lambda(), Rule: resource });

    expect(schedules).toEqual([]);
    expect(skipped).toEqual([{ logicalId: 'Rule', reason: `AWS::Events::Rule: ${reason}` }]);
  });

  it.each([
    'rate(1 minutes)',
    'rate(2 minute)',
    'rate(0 minutes)',
    'rate(1 week)',
    'at(2026-01-01T00:00:00)',
  ])('are a problem where EventBridge itself does not take their expression: %s', (ScheduleExpression) => {
    expect(
      problemsOf({ Resources: { Release: lambda(), Rule: everyMinute({ ScheduleExpression }) } }),
    ).toEqual([
      `Resources.Rule.Properties.ScheduleExpression: expected rate(1 minute), rate(5 hours) or the like, got ${ScheduleExpression}`,
    ]);
  });

  it('are a problem where the function is not there, or the input no JSON', () => {
    const missing = 'arn:aws:lambda:eu-central-1:123456789012:function:Missing';
    const Targets = [
      { Arn: missing, Id: 'A' },
      { Arn: arnOf('Release'), Id: 'B', Input: '{' },
    ];

    expect(problemsOf({ Resources: { Release: lambda(), Rule: everyMinute({ Targets }) } })).toEqual([
      `Resources.Rule.Properties.Targets.A.Arn: the local runner runs no function ${missing}`,
      'Resources.Rule.Properties.Targets.B.Input: expected JSON',
    ]);
  });
});
