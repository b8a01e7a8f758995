import { parseGovernorConfig } from '../../lambdas/governor/config';
import { stackWith, synthesize, synthesizeEveryPolicy, synthesizeStage } from './synthesized';
import { variablesOf } from './variables-of';

describe('the governor', () => {
  const synthesized = synthesizeEveryPolicy();
  const properties = (path: string) => synthesized.readable(synthesized.get(path).Properties);

  it('learns which throttle is its own, how far it may go, and the names of the alarms that it listens to', () => {
    const names = ['Errors', 'Slow', 'ClaimsThrottled', 'IngestThrottled-genesys', 'Backlog'].map((name) =>
      String(synthesized.get(`IngestHealth/${name}`).Properties['AlarmName']),
    );

    expect(parseGovernorConfig(variablesOf(synthesized, 'Governor/Function'))).toEqual({
      apiKind: 'rest',
      apiId: '<Webhook/Api>',
      apiStage: '<Webhook/Api/DeploymentStage.prod>',
      controlTable: '<Control/Table>',
      settings: { ratePerSecond: 1000, burst: 2000, floorPerSecond: 100, alarms: names },
    });
    expect(names[0]).toMatch(/^switchboard-prod-Switchboard-IngestHealth-[0-9A-F]{8}-Errors$/);
    expect(new Set(names).size).toBe(5);
  });

  it('listens to alarms whose names no other stage has', () => {
    const nameIn = (stage: 'dev' | 'prod') =>
      synthesizeStage(stage).get('IngestHealth/Errors').Properties['AlarmName'];

    expect(nameIn('dev')).not.toBe(nameIn('prod'));
  });

  it.each([
    [{ ratePerSecond: 100, burst: 200 }, 10],
    [{ ratePerSecond: 5, burst: 5 }, 1],
    [{ ratePerSecond: 0.5, burst: 1 }, 0.5],
    [{ ratePerSecond: 100, burst: 200, floorPerSecond: 40 }, 40],
  ])('with the throttling %j goes no lower than %d a second', (throttling, floorPerSecond) => {
    const built = synthesize(stackWith({ throttling }));

    const { settings } = parseGovernorConfig(variablesOf(built, 'Governor/Function'));
    expect(settings).toMatchObject({ ...throttling, floorPerSecond });
  });

  it('looks each minute; what an alarm says once is tried three times', () => {
    expect(properties('Governor/EachMinute')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: '<Governor/Function.Arn>',
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      ],
    });
    expect(properties('Governor/Function/EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 300,
    });
  });

  it('tells its rule from its alarms by what EventBridge hands it, so the rule has no input of its own', () => {
    expect(JSON.stringify(properties('Governor/EachMinute'))).not.toContain('"Input');
  });
});
