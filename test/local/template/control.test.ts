import { context, lambda, modelOf, modelWith, problemsOf, queue } from './stack';

const api = { Type: 'AWS::ApiGateway::RestApi', Properties: {} };
const stage = (...MethodSettings: readonly object[]) => ({
  Type: 'AWS::ApiGateway::Stage',
  Properties: { StageName: 'dev', MethodSettings },
});
const all = { HttpMethod: '*', ResourcePath: '/*' };

describe('the throttle of the stage', () => {
  it('is what the stage sets for all methods', () => {
    const model = modelWith({
      Api: api,
      Stage: stage({ ...all, MetricsEnabled: true, ThrottlingRateLimit: 2.5, ThrottlingBurstLimit: '200' }),
    });

    expect(model.throttling).toEqual({ ratePerSecond: 2.5, burst: 200 });
    expect(model.apiId).toMatch(/^[0-9a-z]{10}$/);
  });

  it.each([
    ['there is no stage', { Api: api }],
    ['the stage has no settings', { Api: api, Stage: { Type: 'AWS::ApiGateway::Stage', Properties: {} } }],
    ['they are about something else', { Api: api, Stage: stage({ ...all, LoggingLevel: 'OFF' }) }],
    ['there is no API', {}],
  ])('is none when %s', (_, resources) => {
    expect(modelWith(resources)).not.toHaveProperty('throttling');
  });

  it('takes the account’s quota for what the template leaves out', () => {
    const model = modelWith({ Api: api, Stage: stage({ ...all, ThrottlingRateLimit: 100 }) });

    expect(model.throttling).toEqual({ ratePerSecond: 100, burst: 5000 });
  });

  it('of a single method is left out, and said to be', () => {
    const { throttling, skipped } = modelWith({
      Api: api,
      Stage: stage({ HttpMethod: 'POST', ResourcePath: '/~1webhook', ThrottlingRateLimit: 1 }),
    });

    expect(throttling).toBeUndefined();
    expect(skipped).toEqual([{ logicalId: 'Stage', reason: expect.stringContaining('POST /~1webhook') }]);
  });
});

describe('an alarm', () => {
  const governor = { 'Fn::GetAtt': ['Governor', 'Arn'] };
  const alarm = (properties: object, Type = 'AWS::CloudWatch::Alarm') => ({
    Type,
    Properties: { Threshold: 1, EvaluationPeriods: 1, Metrics: [{ Id: 'm' }], ...properties },
  });

  it('has its name, its actions and the state that silence means to it', () => {
    const { alarms } = modelWith({
      Governor: lambda(),
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Errors: alarm({
        AlarmName: 'errors',
        AlarmDescription: 'What to do.',
        AlarmActions: [{ Ref: 'Topic' }, governor],
        OKActions: [governor],
        TreatMissingData: 'notBreaching',
      }),
      Stuck: alarm({ ActionsEnabled: false, TreatMissingData: 'breaching' }),
    });

    expect(alarms).toEqual([
      {
        logicalId: 'Errors',
        name: 'errors',
        arn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:errors',
        kind: 'metric',
        description: 'What to do.',
        initialState: 'OK',
        actions: {
          OK: ['arn:aws:lambda:eu-central-1:123456789012:function:Governor'],
          ALARM: [
            'arn:aws:sns:eu-central-1:123456789012:Topic',
            'arn:aws:lambda:eu-central-1:123456789012:function:Governor',
          ],
          INSUFFICIENT_DATA: [],
        },
        actionsEnabled: true,
      },
      expect.objectContaining({
        name: 'Stuck',
        initialState: 'INSUFFICIENT_DATA',
        actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
        actionsEnabled: false,
      }),
    ]);
  });

  it('can be composed of others', () => {
    const { alarms } = modelWith({
      Unwell: alarm({ AlarmRule: 'ALARM(errors)' }, 'AWS::CloudWatch::CompositeAlarm'),
    });

    expect(alarms).toMatchObject([{ name: 'Unwell', kind: 'composite', initialState: 'OK' }]);
  });
});

describe('a firewall', () => {
  it('changes nothing, and can be referred to', () => {
    const { outputs, skipped } = modelOf({
      Resources: {
        Offices: { Type: 'AWS::WAFv2::IPSet', Properties: { Addresses: ['192.0.2.0/24'] } },
        Acl: {
          Type: 'AWS::WAFv2::WebACL',
          Properties: { Name: 'front', Rules: [{ Statement: { 'Fn::GetAtt': ['Offices', 'Arn'] } }] },
        },
        Join: {
          Type: 'AWS::WAFv2::WebACLAssociation',
          Properties: { WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } },
        },
      },
      Outputs: {
        Acl: { Value: { 'Fn::GetAtt': ['Acl', 'Arn'] } },
        Offices: { Value: { Ref: 'Offices' } },
      },
    });

    expect(skipped).toEqual([]);
    expect(outputs.get('Acl')).toMatch(
      /^arn:aws:wafv2:eu-central-1:123456789012:regional\/webacl\/front\/[0-9a-f-]{36}$/,
    );
    expect(outputs.get('Offices')).toMatch(/^Offices\|[0-9a-f-]{36}\|REGIONAL$/);
  });
});

describe('the guard', () => {
  const guarded = {
    Guard: lambda({
      Environment: {
        Variables: {
          MODULES: { 'Fn::Join': ['', ['[{"mappingId":"', { Ref: 'Events' }, '"}]']] },
          SAME: { 'Fn::GetAtt': ['Events', 'Id'] },
        },
      },
    }),
    Processor: lambda(),
    ProcessorQueue: queue({ FifoQueue: true }),
    Wakeups: queue(),
    Events: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['ProcessorQueue', 'Arn'] },
        FunctionName: { Ref: 'Processor' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    WakeGuard: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Wakeups', 'Arn'] },
        FunctionName: { Ref: 'Guard' },
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
      },
    },
  };

  it('is told the id of a mapping, the same on every run', () => {
    const [first, second] = [modelWith(guarded), modelWith(guarded)].map(
      ({ functions }) => functions.find(({ logicalId }) => logicalId === 'Guard')?.environment,
    );
    const { mappings } = modelWith(guarded);
    const uuid = mappings.find(({ logicalId }) => logicalId === 'Events')?.uuid;

    expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(first).toEqual({ MODULES: `[{"mappingId":"${uuid}"}]`, SAME: uuid });
    expect(second).toEqual(first);
  });

  it('is fed from a standard queue, whole batches at a time', () => {
    expect(problemsOf({ Resources: guarded })).toEqual([]);
    expect(modelWith(guarded).mappings).toContainEqual(
      expect.objectContaining({
        logicalId: 'WakeGuard',
        queueArn: `arn:aws:sqs:${context.region}:${context.accountId}:Wakeups`,
        batchSize: 10,
        reportsItemFailures: false,
        enabled: true,
      }),
    );
  });
});
