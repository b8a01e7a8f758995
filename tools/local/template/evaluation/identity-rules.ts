import { secretArn } from '../../secrets/secret-arn';
import { shortId, stableUuid } from './physical-name';

/** What other resources can know of one: the answer to `Ref`, and those to `Fn::GetAtt`. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface IdentityFacts {
  readonly logicalId: string;
  /** The given name, or the one that is made up for it. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** `arn:aws:<service>:<region>:<account>:<rest>` */
  readonly arn: (service: string, rest: string) => string;
  readonly queueUrl: (name: string) => string;
  /** ARN of the function that the resource belongs to; empty where the rule says that it belongs to none. */
  readonly functionArn: string;
}

export interface IdentityRule {
  /** The property that names the resource; without one, its name never shows. */
  readonly nameProperty?: string;
  /** Default 255. */
  readonly maxNameLength?: number;
  /** What a made-up name ends in where a property is true. */
  readonly suffix?: { readonly when: string; readonly text: string };
  /** Whether a made-up name is in lower case. */
  readonly lowerCase?: true;
  /** Whether `FunctionName` says which function the resource belongs to. */
  readonly ofFunction?: true;
  readonly identify: (facts: IdentityFacts) => Identity;
}

const table: IdentityRule = {
  nameProperty: 'TableName',
  identify: ({ name, arn }) => ({ ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } }),
};

const named = (nameProperty: string): IdentityRule => ({
  nameProperty,
  identify: ({ name }) => ({ ref: name, attributes: {} }),
});

const partOfApi = (...attributes: readonly string[]): IdentityRule => ({
  identify: ({ logicalId }) => ({
    ref: shortId(logicalId),
    attributes: Object.fromEntries(attributes.map((attribute) => [attribute, shortId(logicalId)])),
  }),
});

const alarm: IdentityRule = {
  nameProperty: 'AlarmName',
  identify: ({ name, arn }) => ({ ref: name, attributes: { Arn: arn('cloudwatch', `alarm:${name}`) } }),
};

const ofFirewall = (kind: string): IdentityRule => ({
  nameProperty: 'Name',
  maxNameLength: 128,
  identify: ({ logicalId, name, arn }) => {
    const id = stableUuid(logicalId);
    return {
      ref: `${name}|${id}|REGIONAL`,
      attributes: { Arn: arn('wafv2', `regional/${kind}/${name}/${id}`), Id: id },
    };
  },
});

/** By resource type. What is not here cannot be referred to. */
export const identityRules: ReadonlyMap<string, IdentityRule> = new Map<string, IdentityRule>([
  ['AWS::DynamoDB::Table', table],
  ['AWS::DynamoDB::GlobalTable', table],
  [
    'AWS::SQS::Queue',
    {
      nameProperty: 'QueueName',
      maxNameLength: 80,
      suffix: { when: 'FifoQueue', text: '.fifo' },
      identify: ({ name, arn, queueUrl }) => ({
        ref: queueUrl(name),
        attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl(name) },
      }),
    },
  ],
  [
    'AWS::S3::Bucket',
    {
      nameProperty: 'BucketName',
      maxNameLength: 63,
      lowerCase: true,
      identify: ({ name }) => ({ ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } }),
    },
  ],
  [
    'AWS::SecretsManager::Secret',
    {
      nameProperty: 'Name',
      identify: (facts) => ({ ref: secretArn(facts), attributes: { Id: secretArn(facts) } }),
    },
  ],
  [
    'AWS::Lambda::Function',
    {
      nameProperty: 'FunctionName',
      maxNameLength: 64,
      identify: ({ name, arn }) => ({ ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } }),
    },
  ],
  [
    'AWS::Lambda::Version',
    {
      ofFunction: true,
      identify: ({ functionArn }) => ({
        ref: `${functionArn}:1`,
        attributes: { FunctionArn: `${functionArn}:1`, Version: '1' },
      }),
    },
  ],
  [
    'AWS::Lambda::Alias',
    {
      nameProperty: 'Name',
      ofFunction: true,
      identify: ({ name, functionArn }) => ({
        ref: `${functionArn}:${name}`,
        attributes: { AliasArn: `${functionArn}:${name}` },
      }),
    },
  ],
  [
    'AWS::Lambda::EventSourceMapping',
    {
      identify: ({ logicalId, arn }) => {
        const uuid = stableUuid(logicalId);
        return {
          ref: uuid,
          attributes: { Id: uuid, EventSourceMappingArn: arn('lambda', `event-source-mapping:${uuid}`) },
        };
      },
    },
  ],
  ['AWS::ApiGateway::RestApi', partOfApi('RestApiId', 'RootResourceId')],
  ['AWS::ApiGateway::Resource', partOfApi('ResourceId')],
  ['AWS::ApiGateway::Deployment', partOfApi('DeploymentId')],
  ['AWS::ApiGateway::Stage', named('StageName')],
  [
    'AWS::ApiGatewayV2::Api',
    {
      identify: ({ logicalId, region }) => {
        const id = shortId(logicalId);
        const endpoint = `https://${id}.execute-api.${region}.amazonaws.com`;
        return { ref: id, attributes: { ApiId: id, ApiEndpoint: endpoint } };
      },
    },
  ],
  ['AWS::ApiGatewayV2::Integration', partOfApi('IntegrationId')],
  ['AWS::ApiGatewayV2::Route', partOfApi('RouteId')],
  ['AWS::ApiGatewayV2::Stage', named('StageName')],
  [
    'AWS::Events::Rule',
    {
      nameProperty: 'Name',
      maxNameLength: 64,
      identify: ({ name, arn }) => ({ ref: name, attributes: { Arn: arn('events', `rule/${name}`) } }),
    },
  ],
  [
    'AWS::Logs::LogGroup',
    {
      nameProperty: 'LogGroupName',
      identify: ({ name, arn }) => ({ ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } }),
    },
  ],
  [
    'AWS::SNS::Topic',
    {
      nameProperty: 'TopicName',
      identify: ({ name, arn }) => ({
        ref: arn('sns', name),
        attributes: { TopicArn: arn('sns', name), TopicName: name },
      }),
    },
  ],
  ['AWS::CloudWatch::Alarm', alarm],
  ['AWS::CloudWatch::CompositeAlarm', alarm],
  ['AWS::CloudWatch::Dashboard', named('DashboardName')],
  ['AWS::WAFv2::WebACL', ofFirewall('webacl')],
  ['AWS::WAFv2::IPSet', ofFirewall('ipset')],
]);
