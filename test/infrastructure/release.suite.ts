import { callFlow } from './fixture-manifests';
import { minimalProps, stackWith, synthesize, synthesizeEveryPolicy } from './synthesized';

describe('the release function', () => {
  const synthesized = synthesizeEveryPolicy();

  it('learns of the modules that park events, and of no other', () => {
    const fn = synthesized.readable(synthesized.get('Release/Function').Properties);

    expect(fn).toMatchObject({ Timeout: 50, MemorySize: 1024 });
    expect(fn).toHaveProperty('Environment.Variables', {
      POWERTOOLS_SERVICE_NAME: 'release',
      POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      MODULES: 'call-flow',
      ENTITIES_TABLE: '<Entities/Table>',
      QUEUE_URL_CALL_FLOW: '<Module-call-flow/Queue>',
    });
  });

  it('runs each minute for each of them, and EventBridge does not try again', () => {
    const second = { ...callFlow, name: 'call-copy', dependencies: [] };
    const { modules } = minimalProps;
    const two = synthesize(stackWith({ modules: [...modules, { ...callFlow, dependencies: [] }, second] }));

    const releaseRules = [...two.all('AWS::Events::Rule')].filter(([path]) => path.startsWith('Release/'));
    const rules = releaseRules.map(([, { Properties }]) => [
      Properties['ScheduleExpression'],
      Properties['State'],
      two.readable(Properties['Targets']),
    ]);

    const target = (module: string) => ({
      Id: 'Target0',
      Arn: '<Release/Function.Arn>',
      Input: `{"module":"${module}"}`,
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    });
    expect(rules).toEqual([
      ['rate(1 minute)', 'ENABLED', [target('call-flow')]],
      ['rate(1 minute)', 'ENABLED', [target('call-copy')]],
    ]);
    expect(two.get('Release/Function').Properties).toHaveProperty(
      'Environment.Variables.MODULES',
      'call-flow,call-copy',
    );
  });

  it('is not tried again by Lambda either, as the next minute does the same', () => {
    const config = synthesized.get('Release/Function/EventInvokeConfig').Properties;

    expect(synthesized.readable(config)).toEqual({
      FunctionName: '<Release/Function>',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('is not there, nor any rule for it, where no module parks events', () => {
    const withoutSequence = synthesize(stackWith());

    expect([...withoutSequence.all('AWS::Lambda::Function').keys()]).not.toContain('Release/Function');
    expect([...withoutSequence.all('AWS::Events::Rule').keys()]).toEqual(['Governor/EachMinute']);
  });
});

describe('the state function', () => {
  const synthesized = synthesizeEveryPolicy();

  it('learns of the modules that keep states, and of no other', () => {
    const fn = synthesized.readable(synthesized.get('State/Function').Properties);

    expect(fn).toMatchObject({ Timeout: 5, MemorySize: 256 });
    expect(fn).toHaveProperty('Environment.Variables', {
      POWERTOOLS_SERVICE_NAME: 'state',
      POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      MODULES: 'agent-presence,call-flow',
      ENTITIES_TABLE: '<Entities/Table>',
    });
  });
});
