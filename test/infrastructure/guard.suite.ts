import { environment } from '../../lambdas/contract/environment';
import { parseGuardConfig } from '../../lambdas/guard/config';
import { callFlow } from './fixture-manifests';
import { everyPolicyProps, minimalProps, stackWith, synthesize, synthesizeEveryPolicy } from './synthesized';
import { variablesOf } from './variables-of';

describe('the guard', () => {
  const synthesized = synthesizeEveryPolicy();
  const properties = (path: string) => synthesized.readable(synthesized.get(path).Properties);

  it('learns of the modules that depend on something, and all that it needs to pause them', () => {
    expect(parseGuardConfig(variablesOf(synthesized, 'Guard/Function'))).toEqual({
      controlTable: '<Control/Table>',
      modules: [
        {
          module: 'call-flow',
          dependencies: ['crm'],
          queueUrl: '<Module-call-flow/Queue>',
          queueArn: '<Module-call-flow/Queue.Arn>',
          functionName: '<Module-call-flow/Processor/Function>',
          mappingId: '<Module-call-flow/Mapping>',
        },
        {
          module: 'hydration',
          dependencies: ['genesys'],
          queueUrl: '<Hydration/Queue>',
          queueArn: '<Hydration/Queue.Arn>',
          functionName: '<Hydration/Processor/Function>',
          mappingId: '<Hydration/Mapping>',
        },
      ],
    });
  });

  it('is told nothing else', () => {
    expect(Object.keys(variablesOf(synthesized, 'Guard/Function'))).toEqual([
      'POWERTOOLS_SERVICE_NAME',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_LOG_LEVEL',
      environment.controlTable,
      environment.guardedModules,
    ]);
  });

  it('learns of several modules, in JSON that is one text', () => {
    const second = { ...callFlow, name: 'call-bill', dependencies: ['billing', 'crm'] };
    const endpoint = everyPolicyProps.dependencies.crm;
    const dependencies = { crm: endpoint, billing: endpoint };

    const two = synthesize(stackWith({ modules: [callFlow, ...minimalProps.modules, second], dependencies }));

    const { modules } = parseGuardConfig(variablesOf(two, 'Guard/Function'));
    expect(modules.map(({ module, dependencies: named, mappingId }) => [module, named, mappingId])).toEqual([
      ['call-flow', ['crm'], '<Module-call-flow/Mapping>'],
      ['call-bill', ['billing', 'crm'], '<Module-call-bill/Mapping>'],
    ]);
  });

  it.each([
    { given: undefined, timeoutSeconds: 60 },
    { given: 15, timeoutSeconds: 60 },
    { given: 16, timeoutSeconds: 61 },
    { given: 150, timeoutSeconds: 195 },
  ])(
    'has $timeoutSeconds s where a module takes up to $given s, and its queue six times that',
    ({ given, timeoutSeconds }) => {
      const longest = { ...callFlow, name: 'call-bill', ...(given && { timeoutSeconds: given }) };
      // What depends on nothing is never tried by the guard.
      const independent = { ...minimalProps.modules[0], timeoutSeconds: 140 };
      const modules = [callFlow, longest, independent];

      const built = synthesize(stackWith({ ...everyPolicyProps, modules }));

      expect(built.get('Guard/Function').Properties).toMatchObject({ Timeout: timeoutSeconds });
      expect(built.get('GuardQueue/Queue').Properties).toMatchObject({
        VisibilityTimeout: 6 * timeoutSeconds,
      });
    },
  );

  it('is woken by a queue that keeps nothing for long', () => {
    expect(properties('GuardQueue/Queue')).toEqual({
      MessageRetentionPeriod: 3600,
      ReceiveMessageWaitTimeSeconds: 20,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 420,
    });
    expect(properties('GuardQueue/Queue/Policy')).toMatchObject({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
    expect(properties('Guard/Mapping')).toEqual({
      BatchSize: 10,
      EventSourceArn: '<GuardQueue/Queue.Arn>',
      FunctionName: '<Guard/Function>',
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('looks each minute, and what fails is not tried again', () => {
    expect(properties('Guard/EachMinute')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: '<Guard/Function.Arn>',
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      ],
    });
    expect(properties('Guard/Function/EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('has an alarm for each module that can stay paused', () => {
    const second = { ...callFlow, name: 'call-bill' };

    const two = synthesize(stackWith({ ...everyPolicyProps, modules: [callFlow, second] }));

    expect([...two.all().keys()].filter((path) => path.startsWith('Guard/PausedAlarm'))).toEqual([
      'Guard/PausedAlarm-call-flow',
      'Guard/PausedAlarm-call-bill',
    ]);
  });

  it('is not there, nor anything of it, where no module depends on anything', () => {
    const [first] = minimalProps.modules;

    const without = synthesize(stackWith({ modules: [{ ...first, dependencies: [] }] }));

    expect([...without.all().keys()].filter((path) => path.startsWith('Guard'))).toEqual([]);
    const variables = Object.keys(variablesOf(without, 'Module-call-log/Processor/Function'));
    expect(variables).toContain(environment.queueUrl);
    expect(variables).not.toContain(environment.controlTable);
    expect(variables).not.toContain(environment.guardQueueUrl);
  });
});
