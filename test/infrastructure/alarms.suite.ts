import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  addSwitchboard,
  emptyStack,
  everyPolicyProps,
  synthesize,
  synthesizeEveryPolicy,
  synthesizeStage,
} from './synthesized';

describe('the alarms', () => {
  const synthesized = synthesizeEveryPolicy();
  const alarms = [...synthesized.all('AWS::CloudWatch::Alarm')];

  it('are these, each on one metric of one resource', () => {
    const summary = alarms.map(([path, { Properties }]) => [
      path,
      `${String(Properties['Namespace'])} ${String(Properties['MetricName'])} >= ${String(Properties['Threshold'])} in ${String(Properties['Period'])} s`,
      synthesized.readable(Properties['Dimensions']),
    ]);

    const queue = (path: string) => [{ Name: 'QueueName', Value: `<${path}.QueueName>` }];
    const module = (name: string) => [
      [
        `Module-${name}/DeadLetterAlarm`,
        'AWS/SQS ApproximateNumberOfMessagesVisible >= 1 in 60 s',
        queue(`Module-${name}/DeadLetterQueue`),
      ],
      [
        `Module-${name}/OldestEventAlarm`,
        'AWS/SQS ApproximateAgeOfOldestMessage >= 900 in 60 s',
        queue(`Module-${name}/Queue`),
      ],
    ];
    expect(summary).toEqual([
      [
        'Quarantine/NotEmptyAlarm',
        'AWS/SQS ApproximateNumberOfMessagesVisible >= 1 in 60 s',
        queue('Quarantine/Queue'),
      ],
      ...module('agent-presence'),
      ...module('call-flow'),
      ...module('audit-trail'),
      [
        'Release/ErrorAlarm',
        'AWS/Lambda Errors >= 3 in 300 s',
        [{ Name: 'FunctionName', Value: '<Release/Function>' }],
      ],
      [
        'Ingest/ErrorAlarm',
        'AWS/Lambda Errors >= 1 in 60 s',
        [{ Name: 'FunctionName', Value: '<Ingest/Function>' }],
      ],
      [
        'Webhook/UnavailableAlarm',
        'AWS/ApiGateway 5XXError >= 3 in 300 s',
        [
          { Name: 'ApiName', Value: synthesized.get('Webhook/Api').Properties['Name'] },
          { Name: 'Stage', Value: '<Webhook/Api/DeploymentStage.prod>' },
        ],
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

    addSwitchboard(stack, { ...everyPolicyProps, alarmTopic: topic });

    const actions = [...synthesize(stack).all('AWS::CloudWatch::Alarm').values()].map(({ Properties }) => [
      Properties['AlarmActions'],
      Properties['OKActions'],
    ]);
    expect(actions).toEqual(Array.from({ length: 10 }, () => [[topic.topicArn], [topic.topicArn]]));
  });
});
