import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dependencyVariables, environment } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';

const crm = dependencyVariables('crm');

/** A bus on which the stack has a rule. */
export const partnerBus = 'aws.partner/genesys.com/cloud/org/small';

/** Answers with what it sees, or fails when its event asks for it. */
const echo = `export const handler = async (event) => {
  if (event.fail || event.detail?.fail) throw new RangeError('asked to');
  const { AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL_CLOUDWATCH } = process.env;
  const urls = [AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL_CLOUDWATCH];
  const body = JSON.stringify({ parameters: event.pathParameters, input: event.module, crm: process.env.${crm.url}, urls });
  return { statusCode: 200, body };
};`;

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const fn = (variables: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x', Environment: { Variables: variables } },
  Metadata: { 'aws:asset:path': '.' },
});

const everyMinute = (Input: string, State = 'ENABLED') => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression: 'rate(1 minute)',
    State,
    Targets: [{ Arn: arn('ReleaseFunction'), Id: 'T', Input }],
  },
});

const resource = (ParentId: unknown, PathPart: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { ParentId, PathPart },
});

const template = {
  Resources: {
    IngestFunction: fn({ [environment.sources]: '[]' }),
    ReleaseFunction: fn(),
    StateFunction: fn({ [crm.url]: 'https://crm.invalid', [crm.tokenUrl]: 'https://crm.invalid/token' }),
    CrmSecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: {
          SecretStringTemplate: '{"clientId":"switchboard"}',
          GenerateStringKey: 'clientSecret',
        },
      },
    },
    Good: everyMinute('{"module":"call-lifecycle"}'),
    Bad: everyMinute('{"fail":true}'),
    Off: everyMinute('{}', 'DISABLED'),
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        StageName: 'dev',
        MethodSettings: [
          { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 3 },
        ],
      },
    },
    Unwell: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'unwell', AlarmActions: [arn('ReleaseFunction')] },
    },
    Failures: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
    OnBus: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: partnerBus,
        EventPattern: { source: [partnerBus] },
        Targets: [{ Arn: arn('FailingFunction'), Id: 'T' }],
      },
    },
    FailingFunction: fn(),
    Asynchronous: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'FailingFunction' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: arn('Failures') } },
      },
    },
    Tasks: { Type: 'AWS::SQS::Queue', Properties: {} },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Tasks'), FunctionName: { Ref: 'ReleaseFunction' } },
    },
    StatePart: resource({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'state'),
    EntityPart: resource({ Ref: 'StatePart' }, '{entity}'),
    GetState: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        AuthorizationType: 'AWS_IAM',
        HttpMethod: 'GET',
        ResourceId: { Ref: 'EntityPart' },
        Integration: {
          Type: 'AWS_PROXY',
          Uri: {
            'Fn::Sub':
              'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${StateFunction.Arn}/invocations',
          },
        },
      },
    },
  },
  Outputs: {
    [stackOutputs.ingestFunction]: { Value: { Ref: 'IngestFunction' } },
    [stackOutputs.releaseFunction]: { Value: { Ref: 'ReleaseFunction' } },
    [stackOutputs.claimsTable]: { Value: 'claims' },
    [stackOutputs.entitiesTable]: { Value: 'entities' },
    [stackOutputs.quarantineQueueUrl]: { Value: 'http://q' },
    [stackOutputs.dependencySecret('crm')]: { Value: { Ref: 'CrmSecret' } },
  },
};

/** A folder with the assembly of a small stack, for the tests of a file. */
export const assemblyOfSmallStack = (): string => {
  const assembly = mkdtempSync(join(tmpdir(), 'switchboard-assembly-'));
  const metadata = { '/Stack': [{ type: 'aws:cdk:warning', data: 'Module m is not deployed.' }] };
  const artifacts = { Stack: { type: 'aws:cloudformation:stack', metadata } };
  writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
  writeFileSync(join(assembly, 'Stack.template.json'), JSON.stringify(template));
  writeFileSync(join(assembly, 'index.mjs'), echo);
  afterAll(() => rmSync(assembly, { recursive: true }));
  return assembly;
};
