import { tmpdir } from 'node:os';
import {
  buildStackModel,
  type StackContext,
  type TemplateModel,
} from '../../../tools/local/template/build-stack-model';
import { TemplateError } from '../../../tools/local/template/problems';

/** A folder that exists: the functions of the templates here have their code in it. */
const directory = tmpdir();

export const context: StackContext = {
  region: 'eu-central-1',
  accountId: '123456789012',
  directory,
  stackName: 'demo',
  apiUrl: 'http://127.0.0.1:3000',
  queueUrl: (name) => `http://127.0.0.1:9324/123456789012/${name}`,
  generateSecret: (spec) => `generated-${spec.PasswordLength}`,
};

/** The model of a template that has these sections. */
export const modelOf = (template: object): TemplateModel =>
  buildStackModel({ Resources: {}, ...template }, context);

/** The model of these resources. */
export const modelWith = (resources: object): TemplateModel => modelOf({ Resources: resources });

/** What is wrong with a template; empty when nothing is. */
export function problemsOf(template: object): readonly string[] {
  try {
    modelOf(template);
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return error.problems;
    throw error;
  }
}

/** A function as CDK synthesizes it. */
export const lambda = (properties: object = {}): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}' }, S3Key: 'a2a6.zip' },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['IngestServiceRole0956ED6B', 'Arn'] },
    Runtime: 'nodejs24.x',
    ...properties,
  },
  Metadata: { 'aws:cdk:path': 'Demo/Ingest/Resource', 'aws:asset:path': '.', 'aws:asset:property': 'Code' },
});

export const queue = (properties: object = {}): object => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});
