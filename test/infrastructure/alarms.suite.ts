import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as z from 'zod';
import type { SwitchboardProps } from '../../lib/switchboard-props';
import {
  addSwitchboard,
  emptyStack,
  everyPolicyProps,
  genesysEventBus,
  minimalProps,
  stackWith,
  synthesize,
  synthesizeEveryPolicy,
  synthesizeStage,
} from './synthesized';

const synthesized = synthesizeEveryPolicy();

type Properties = Readonly<Record<string, unknown>>;

const periodsOf = ({ EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods }: Properties): string =>
  `${String(DatapointsToAlarm)} of ${String(EvaluationPeriods)} times`;

const conditionOf = (properties: Properties): string => {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Threshold, Period } = properties;
  return `${String(Statistic ?? ExtendedStatistic)} of ${String(Namespace)} ${String(MetricName)} >= ${String(Threshold)} in ${periodsOf(properties)} ${String(Period)} s`;
};

const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.unknown() }));

const dimensionsOf = ({ Dimensions }: Properties): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    dimensionsSchema.parse(Dimensions).map(({ Name, Value }) => [Name, synthesized.readable(Value)]),
  );

const metricsSchema = z.array(
  z.object({
    Id: z.string(),
    Expression: z.string().optional(),
    ReturnData: z.boolean(),
    MetricStat: z
      .object({
        Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: z.unknown() }),
        Period: z.number(),
        Stat: z.string(),
      })
      .optional(),
  }),
);

const expressionOf = (properties: Properties): string => {
  const watched = metricsSchema.parse(properties['Metrics']).find(({ ReturnData }) => ReturnData);
  return `${String(watched?.Expression)} >= ${String(properties['Threshold'])} in ${periodsOf(properties)}`;
};

const metricsOf = ({ Metrics }: Properties): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    metricsSchema
      .parse(Metrics)
      .flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, statistic(MetricStat)] as const] : [])),
  );

const statistic = ({
  Metric,
  Period,
  Stat,
}: NonNullable<z.infer<typeof metricsSchema>[number]['MetricStat']>): unknown => [
  `${Stat} of ${Metric.Namespace} ${Metric.MetricName} in ${Period} s`,
  dimensionsOf(Metric),
];

const isTold = (actions: unknown, topicArn: string): boolean =>
  Array.isArray(actions) && actions.filter((action: unknown) => action === topicArn).length === 1;

describe('the alarms', () => {
  const alarms = [...synthesized.all('AWS::CloudWatch::Alarm')];

  it('are these, each on one metric of one resource', () => {
    const summary = alarms
      .filter(([, { Properties }]) => !('Metrics' in Properties))
      .map(([path, { Properties }]) => [path, conditionOf(Properties), dimensionsOf(Properties)]);

    const queue = (path: string) => ({ QueueName: `<${path}.QueueName>` });
    const errorsOf = (path: string) => ({ FunctionName: `<${path}>` });
    const stage = {
      ApiName: synthesized.get('Webhook/Api').Properties['Name'],
      Stage: '<Webhook/Api/DeploymentStage.prod>',
    };
    const pipeline = (path: string) => [
      [
        `${path}/DeadLetterAlarm`,
        'Maximum of AWS/SQS ApproximateNumberOfMessagesVisible >= 1 in 1 of 1 times 60 s',
        queue(`${path}/DeadLetterQueue`),
      ],
      [
        `${path}/OldestEventAlarm`,
        'Maximum of AWS/SQS ApproximateAgeOfOldestMessage >= 900 in 1 of 1 times 60 s',
        queue(`${path}/Queue`),
      ],
    ];
    const module = (name: string) => pipeline(`Module-${name}`);
    expect(summary).toEqual([
      [
        'Quarantine/NotEmptyAlarm',
        'Maximum of AWS/SQS ApproximateNumberOfMessagesVisible >= 1 in 1 of 1 times 60 s',
        queue('Quarantine/Queue'),
      ],
      ...module('agent-presence'),
      ...module('call-flow'),
      ...module('audit-trail'),
      ...pipeline('Hydration'),
      [
        'Hydration/ForbiddenAlarm',
        'Sum of Switchboard HydrationForbidden >= 1 in 1 of 1 times 300 s',
        { module: 'hydration', service: 'hydration' },
      ],
      ['Guard/ErrorAlarm', 'Sum of AWS/Lambda Errors >= 3 in 1 of 1 times 300 s', errorsOf('Guard/Function')],
      [
        'Guard/PausedAlarm-call-flow',
        'Sum of Switchboard ModuleStaysPaused >= 1 in 2 of 2 times 300 s',
        { module: 'call-flow', service: 'guard' },
      ],
      [
        'Guard/PausedAlarm-hydration',
        'Sum of Switchboard ModuleStaysPaused >= 1 in 2 of 2 times 300 s',
        { module: 'hydration', service: 'guard' },
      ],
      [
        'Release/ErrorAlarm',
        'Sum of AWS/Lambda Errors >= 3 in 1 of 1 times 300 s',
        errorsOf('Release/Function'),
      ],
      [
        'Ingest/ErrorAlarm',
        'Sum of AWS/Lambda Errors >= 1 in 1 of 1 times 60 s',
        errorsOf('Ingest/Function'),
      ],
      [
        'EventBusIngest/Failures/NotEmptyAlarm',
        'Maximum of AWS/SQS ApproximateNumberOfMessagesVisible >= 1 in 1 of 1 times 60 s',
        queue('EventBusIngest/Failures/Queue'),
      ],
      [
        'EventBusIngest/Bus-genesys/LostAlarm',
        'Sum of AWS/Events InvocationsFailedToBeSentToDlq >= 1 in 1 of 1 times 60 s',
        {
          EventBusName: genesysEventBus,
          RuleName: synthesized.get('EventBusIngest/Bus-genesys/Rule').Properties['Name'],
        },
      ],
      [
        'EventBusIngest/ErrorAlarm',
        'Sum of AWS/Lambda Errors >= 3 in 1 of 1 times 300 s',
        errorsOf('EventBusIngest/Function'),
      ],
      [
        'EventBusIngest/LostAlarm',
        'Sum of AWS/Lambda DestinationDeliveryFailures >= 1 in 1 of 1 times 60 s',
        errorsOf('EventBusIngest/Function'),
      ],
      ['Webhook/UnavailableAlarm', 'Sum of AWS/ApiGateway 5XXError >= 3 in 1 of 1 times 300 s', stage],
      [
        'Signatures-genesys/SecretUnavailable',
        'Sum of Switchboard SecretUnavailable >= 1 in 1 of 1 times 60 s',
        { service: 'ingest', source: 'genesys' },
      ],
      [
        'Signatures-genesys/OverlapEnding',
        'Sum of Switchboard SecretOverlapEnding >= 1 in 1 of 1 times 3600 s',
        { service: 'ingest', source: 'genesys' },
      ],
      [
        'Rotation/ErrorAlarm',
        'Sum of AWS/Lambda Errors >= 1 in 1 of 1 times 300 s',
        errorsOf('Rotation/Function'),
      ],
      ['IngestHealth/Errors', 'Average of AWS/ApiGateway 5XXError >= 0.05 in 3 of 5 times 60 s', stage],
      ['IngestHealth/Slow', 'p99 of AWS/ApiGateway Latency >= 2000 in 3 of 5 times 60 s', stage],
      [
        'IngestHealth/ClaimsThrottled',
        'Sum of AWS/DynamoDB WriteThrottleEvents >= 60 in 3 of 5 times 60 s',
        { TableName: '<Claims/Table>' },
      ],
      [
        'Governor/ErrorAlarm',
        'Sum of AWS/Lambda Errors >= 3 in 1 of 1 times 300 s',
        errorsOf('Governor/Function'),
      ],
      [
        'Governor/StaysLoweredAlarm',
        'Sum of Switchboard ThrottleStaysLowered >= 1 in 6 of 6 times 300 s',
        { service: 'governor' },
      ],
    ]);
  });

  it('and these, on what several metrics come to', () => {
    const summary = alarms
      .filter(([, { Properties }]) => 'Metrics' in Properties)
      .map(([path, { Properties }]) => [path, expressionOf(Properties), metricsOf(Properties)]);

    const ingest = { service: 'ingest', source: 'genesys' };
    const oldest = (module: string) => ({ QueueName: `<Module-${module}/Queue.QueueName>` });
    const matched = (name: string) => [`Sum of Switchboard ${name} in 900 s`, ingest];
    expect(summary).toEqual([
      [
        'Signatures-genesys/NoneMatches',
        'IF(FILL(current, 0) + FILL(previous, 0) + FILL(pending, 0) == 0, FILL(rejected, 0), 0) >= 5 in 1 of 1 times',
        {
          current: matched('SignatureMatchedCurrent'),
          pending: matched('SignatureMatchedPending'),
          previous: matched('SignatureMatchedPrevious'),
          rejected: matched('SignatureRejected'),
        },
      ],
      [
        'IngestHealth/IngestThrottled-genesys',
        'FILL(claims, 0) + FILL(sends, 0) >= 1 in 3 of 5 times',
        {
          claims: ['Sum of Switchboard ClaimThrottled in 60 s', ingest],
          sends: ['Sum of Switchboard SendThrottled in 60 s', ingest],
        },
      ],
      [
        'IngestHealth/Backlog',
        'MIN([FILL(age0, 0), FILL(age1, 0)]) >= 300 in 3 of 5 times',
        {
          age0: ['Maximum of AWS/SQS ApproximateAgeOfOldestMessage in 60 s', oldest('agent-presence')],
          age1: ['Maximum of AWS/SQS ApproximateAgeOfOldestMessage in 60 s', oldest('audit-trail')],
        },
      ],
    ]);
  });

  it.each(alarms)(
    '%s says what it means, leads to the runbook, and is silent without data',
    (_, { Properties }) => {
      expect(Properties['AlarmDescription']).toMatch(/^[A-Z].+\. Runbook: docs\/runbook\.md#[a-z-]+$/);
      expect(Properties['TreatMissingData']).toBe('notBreaching');
    },
  );

  it('each lead to a section that the runbook has, and the runbook has no section of an alarm that is gone', () => {
    const runbook = readFileSync(path.join(__dirname, '../../docs/runbook.md'), 'utf8');
    const sections = [...runbook.matchAll(/^## ([a-z-]+)$/gm)].map(([, section]) => section);

    const linked = alarms.map(([, { Properties }]) =>
      /docs\/runbook\.md#([a-z-]+)$/.exec(String(Properties['AlarmDescription']))?.at(1),
    );

    expect(new Set(linked)).toEqual(new Set(sections));
  });

  it('watch an API whose name no other stage has', () => {
    const [dev, prod] = [synthesizeStage('dev'), synthesizeStage('prod')];

    expect(dev.get('Webhook/Api').Properties['Name']).not.toBe(prod.get('Webhook/Api').Properties['Name']);
  });

  it('all tell the topic when they go off and when they are over', () => {
    const stack = emptyStack();
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:123456789012:alarms');

    const sources = [{ ...minimalProps.sources[0], eventBus: genesysEventBus }];
    addSwitchboard(stack, { ...everyPolicyProps, sources, alarmTopic: topic });

    const told = [...synthesize(stack).all('AWS::CloudWatch::Alarm').values()].map(({ Properties }) => [
      isTold(Properties['AlarmActions'], topic.topicArn),
      isTold(Properties['OKActions'], topic.topicArn),
    ]);
    expect(told).toEqual(Array.from({ length: 27 }, () => [true, true]));
  });

  it('on the health of ingest wake the governor when they go off and when they are over, and no other does', () => {
    const waking = alarms.filter(([, { Properties }]) =>
      JSON.stringify(Properties['AlarmActions']).includes('GovernorFunction'),
    );

    expect(waking.map(([path]) => path)).toEqual([
      'IngestHealth/Errors',
      'IngestHealth/Slow',
      'IngestHealth/ClaimsThrottled',
      'IngestHealth/IngestThrottled-genesys',
      'IngestHealth/Backlog',
    ]);
    for (const [, { Properties }] of waking) {
      const actions = ['arn:aws:sns:eu-central-1:123456789012:alarms', '<Governor/Function.Arn>'];
      expect(synthesized.readable([Properties['AlarmActions'], Properties['OKActions']])).toEqual([
        actions,
        actions,
      ]);
    }
  });

  it('have an opinion on the backlog only where two modules depend on nothing outside', () => {
    const [first] = minimalProps.modules;
    const second = { ...first, name: 'call-copy' };
    const crm = { dependencies: ['crm'] };
    const { dependencies } = everyPolicyProps;
    const hasBacklogAlarm = (modules: SwitchboardProps['modules']): boolean =>
      synthesize(stackWith({ modules, dependencies })).all().has('IngestHealth/Backlog');

    expect(hasBacklogAlarm([first])).toBe(false);
    expect(hasBacklogAlarm([first, { ...second, ...crm }])).toBe(false);
    expect(hasBacklogAlarm([{ ...first, ...crm }])).toBe(false);
    expect(hasBacklogAlarm([first, second])).toBe(true);
  });

  it('on the backlog have no more metrics than CloudWatch takes', () => {
    const [first] = minimalProps.modules;
    const names = 'abcdefghijklmno'.split('').map((letter) => `call-${letter}`);

    const many = synthesize(stackWith({ modules: names.map((name) => ({ ...first, name })) }));

    expect(Object.keys(metricsOf(many.get('IngestHealth/Backlog').Properties))).toHaveLength(10);
  });

  it('on refused deliveries are one for each source', () => {
    const sources: SwitchboardProps['sources'] = [
      { name: 'genesys', scheme: 'genesys' },
      { name: 'genesys-eu', scheme: 'genesys' },
    ];

    const two = synthesize(stackWith({ sources }));

    expect([...two.all().keys()].filter((path) => path.startsWith('IngestHealth/IngestThrottled'))).toEqual([
      'IngestHealth/IngestThrottled-genesys',
      'IngestHealth/IngestThrottled-genesys-eu',
    ]);
  });
});
