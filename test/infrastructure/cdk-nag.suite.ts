import * as fs from 'node:fs';
import * as path from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as z from 'zod';
import { createApp } from '../../lib/create-app';
import { everyPolicy } from './synthesized';
import { scratchFolder } from '../scratch-folder';

const appOf = (context: Readonly<Record<string, string>>): App =>
  createApp({
    modules: everyPolicy.modules,
    context: { ...everyPolicy.context, ...context },
    outdir: scratchFolder(),
    bundling: false,
  });

const reportSchema = z.object({
  pluginReports: z.array(z.object({ violations: z.array(z.object({ ruleName: z.string() })) })),
});

/** The rules of all findings, warnings included, as the synthesis reports them. */
function findingsIn(app: App): string[] {
  const report: unknown = JSON.parse(
    fs.readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8'),
  );
  return reportSchema
    .parse(report)
    .pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

const reasonsSchema = z.record(z.string(), z.string());

interface Acknowledgement {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
  /** Resources that the acknowledgement covers. */
  readonly resources: number;
}

const acknowledgementsIn = (app: App): Acknowledgement[] =>
  app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(reasonsSchema.parse(data)))
      .map(([rule, reason]) => ({
        path: construct.node.path.replace(/^[^/]+\/Switchboard\//, ''),
        rule: rule
          .replace(/^\w+::/, '')
          .replace(/<SwitchboardPayloadsBucket\w+\.Arn>/, '<Payloads/Bucket.Arn>'),
        reason,
        resources: construct.node.findAll().length,
      })),
  );

describe('cdk-nag', () => {
  it.each([
    { stage: 'dev', api: 'http' },
    { stage: 'dev', arch: 'arm64' },
    { stage: 'prod', arch: 'x86_64' },
  ])('finds nothing in %j that is not acknowledged', (context) => {
    const app = appOf(context);

    app.synth();

    expect(findingsIn(app)).toEqual([]);
  });

  it('stops the synthesis of an app with a finding, by either pack', () => {
    jest.spyOn(console, 'error').mockImplementation();
    const app = appOf({});
    const queue = new sqs.Queue(new Stack(app, 'Other'), 'Queue');

    expect(() => app.synth()).toThrow(queue.node.path);

    expect(findingsIn(app)).toEqual([
      'AwsSolutions-SQS3',
      'AwsSolutions-SQS4',
      'Serverless-SQSRedrivePolicy',
    ]);
  });

  it('has these findings acknowledged, each on one resource with its reason', () => {
    const acknowledgements = acknowledgementsIn(appOf({ stage: 'prod' }));

    const payloadObjects = 'AwsSolutions-IAM5[Resource::<Payloads/Bucket.Arn>/payloads/*]';
    const pipeline = (path: string) => [
      `${path}/DeadLetterQueue/Resource Serverless-SQSRedrivePolicy`,
      `${path}/Processor/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]`,
      `${path}/Processor/Role/DefaultPolicy/Resource ${payloadObjects}`,
      `${path}/Processor/Function/Resource Serverless-LambdaDLQ`,
      `${path}/Mapping/Resource Serverless-LambdaEventSourceMappingDestination`,
    ];
    const module = (name: string) => pipeline(`Module-${name}`);
    expect(acknowledgements.map(({ path: where, rule }) => `${where} ${rule}`)).toEqual([
      'Quarantine/Queue/Resource AwsSolutions-SQS3',
      'Quarantine/Queue/Resource Serverless-SQSRedrivePolicy',
      'Payloads/Bucket/Resource AwsSolutions-S1',
      'Source-genesys/Secret/Resource AwsSolutions-SMG4',
      'Dependency-genesys/Secret/Resource AwsSolutions-SMG4',
      'Dependency-crm/Secret/Resource AwsSolutions-SMG4',
      'GuardQueue/Queue/Resource AwsSolutions-SQS3',
      'GuardQueue/Queue/Resource Serverless-SQSRedrivePolicy',
      ...module('agent-presence'),
      ...module('call-flow'),
      ...module('audit-trail'),
      ...pipeline('Hydration'),
      'Guard/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      'Guard/Function/Resource Serverless-LambdaDLQ',
      'Guard/Function/EventInvokeConfig/Resource Serverless-LambdaAsyncFailureDestination',
      'Guard/Mapping/Resource Serverless-LambdaEventSourceMappingDestination',
      'Guard/EachMinute/Resource Serverless-EventBusDLQ',
      'Release/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      'Release/Function/Resource Serverless-LambdaDLQ',
      'Release/Function/EventInvokeConfig/Resource Serverless-LambdaAsyncFailureDestination',
      'Release/EachMinute-call-flow/Resource Serverless-EventBusDLQ',
      'Ingest/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      `Ingest/Role/DefaultPolicy/Resource ${payloadObjects}`,
      'Ingest/Function/Resource Serverless-LambdaDLQ',
      'EventBusIngest/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      `EventBusIngest/Role/DefaultPolicy/Resource ${payloadObjects}`,
      'EventBusIngest/Function/Resource Serverless-LambdaDLQ',
      'EventBusIngest/Failures/Queue/Resource AwsSolutions-SQS3',
      'EventBusIngest/Failures/Queue/Resource Serverless-SQSRedrivePolicy',
      'EventBusIngest/Redrive/Resource Serverless-LambdaEventSourceMappingDestination',
      'Webhook/Api/Resource AwsSolutions-APIG2',
      'Webhook/Api/CloudWatchRole/Resource AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'Webhook/Api/DeploymentStage.prod/Resource AwsSolutions-APIG6',
      'Webhook/Api/Default/webhook/{source}/ANY/Resource AwsSolutions-APIG4',
      'Webhook/Api/Default/webhook/{source}/ANY/Resource AwsSolutions-COG4',
      'Webhook/Api/Default/state/{module}/{entity}/GET/Resource AwsSolutions-COG4',
      'Rotation/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      'Rotation/Function/Resource Serverless-LambdaDLQ',
      'State/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      'State/Function/Resource Serverless-LambdaDLQ',
      'Governor/Role/DefaultPolicy/Resource AwsSolutions-IAM5[Resource::*]',
      'Governor/Function/Resource Serverless-LambdaDLQ',
      'Governor/Function/EventInvokeConfig/Resource Serverless-LambdaAsyncFailureDestination',
      'Governor/EachMinute/Resource Serverless-EventBusDLQ',
    ]);
    expect(acknowledgements.filter(({ reason }) => reason.length < 40)).toEqual([]);
    expect(acknowledgements.filter(({ resources }) => resources > 1)).toEqual([]);
  });

  it('has one finding about an HTTP API acknowledged: that its webhook is open to all', () => {
    const acknowledged = acknowledgementsIn(appOf({ stage: 'dev', api: 'http' }))
      .map(({ path: where, rule }) => `${where} ${rule}`)
      .filter((one) => one.startsWith('Webhook/'));

    expect(acknowledged).toEqual(['Webhook/Api/ANY--webhook--{source}/Resource AwsSolutions-APIG4']);
  });

  it('has the missing web ACL acknowledged where there is none, and only there', () => {
    const acknowledged = (stage: string): string[] =>
      acknowledgementsIn(appOf({ stage }))
        .filter(({ rule }) => rule === 'AwsSolutions-APIG3')
        .map(({ path: where }) => where);

    expect(acknowledged('dev')).toEqual(['Webhook/Api/DeploymentStage.dev/Resource']);
    expect(acknowledged('prod')).toEqual([]);
  });
});
