import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { SourceDefinition } from '../lambdas/contract/signature-scheme';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { defaultClaimRetentionHours } from '../lambdas/contract/limits';
import { manifests } from '../lambdas/modules';
import { ConfigurationError } from './configuration-error';

/** Where and how Switchboard is deployed, as data. A stage is one stack, `switchboard-<stage>`. */
export interface StageConfig {
  readonly sources: readonly SourceDefinition[];
  readonly modules: readonly ModuleManifest[];
  /** Requests a second that the API lets through, and how many more at once. Beyond them it answers 429. */
  readonly throttling: { readonly ratePerSecond: number; readonly burst: number };
  readonly claimRetentionHours: number;
  readonly logRetention: RetentionDays;
  /** Tables, secrets and queues with failed events outlive the stack, and DynamoDB refuses to delete the tables. */
  readonly deletionProtection: boolean;
  /** Functions declare the variables that point the AWS SDK at a local server, so that `sam local invoke` can set them. */
  readonly endpointOverrides: boolean;
  /** The stack sets the role with which API Gateway writes logs: one setting for all APIs of an account and region. */
  readonly apiGatewayAccountRole: boolean;
}

const sources: readonly SourceDefinition[] = [{ name: 'genesys', scheme: 'genesys' }];

/** Every stage there is. */
export const stages = {
  dev: {
    sources,
    modules: manifests,
    throttling: { ratePerSecond: 100, burst: 200 },
    claimRetentionHours: defaultClaimRetentionHours,
    logRetention: RetentionDays.ONE_WEEK,
    deletionProtection: false,
    endpointOverrides: true,
    apiGatewayAccountRole: true,
  },
  prod: {
    sources,
    modules: manifests,
    throttling: { ratePerSecond: 1000, burst: 2000 },
    claimRetentionHours: defaultClaimRetentionHours,
    logRetention: RetentionDays.THREE_MONTHS,
    deletionProtection: true,
    endpointOverrides: false,
    apiGatewayAccountRole: true,
  },
} as const satisfies Record<string, StageConfig>;

export type StageName = keyof typeof stages;

const architectures = ['arm64', 'x86_64'] as const;
export type ArchitectureName = (typeof architectures)[number];

/** What a deployment is told from outside, by `-c key=value`. */
export interface DeploymentContext {
  readonly stage: StageName;
  readonly architecture: ArchitectureName;
  /** SNS topic that all alarms notify. */
  readonly alarmTopicArn?: string;
}

const snsTopicArn = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/**
 * Reads the context keys `stage` (default `dev`), `arch` (default `arm64`) and `alarmTopicArn` (default none).
 *
 * @throws ConfigurationError that names every key with a value that is not allowed.
 */
export function parseDeploymentContext(read: (key: string) => unknown): DeploymentContext {
  const stage = read('stage') ?? 'dev';
  const architecture = read('arch') ?? 'arm64';
  const alarmTopicArn = read('alarmTopicArn');
  const problems: string[] = [];

  if (!isStageName(stage)) {
    problems.push(
      refusal({ key: 'stage', value: stage, allowed: oneOf(Object.keys(stages)), example: 'dev' }),
    );
  }
  if (!isArchitectureName(architecture)) {
    problems.push(
      refusal({ key: 'arch', value: architecture, allowed: oneOf(architectures), example: 'x86_64' }),
    );
  }
  if (alarmTopicArn !== undefined && !isTopicArn(alarmTopicArn)) {
    problems.push(refusal({ key: 'alarmTopicArn', value: alarmTopicArn, ...topicArnRule }));
  }
  if (!isStageName(stage) || !isArchitectureName(architecture) || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return { stage, architecture, ...(isTopicArn(alarmTopicArn) && { alarmTopicArn }) };
}

interface Refusal {
  readonly key: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly example: string;
}

const refusal = ({ key, value, allowed, example }: Refusal): string =>
  `Context '${key}' is ${JSON.stringify(value)}, but must be ${allowed}: say for example '-c ${key}=${example}'.`;

const oneOf = (names: readonly string[]): string => `one of ${names.join(', ')}`;

const topicArnRule = {
  allowed: 'the ARN of an SNS topic',
  example: 'arn:aws:sns:eu-central-1:123456789012:alarms',
} as const;

const isStageName = (value: unknown): value is StageName =>
  typeof value === 'string' && Object.hasOwn(stages, value);

const isArchitectureName = (value: unknown): value is ArchitectureName =>
  architectures.some((name) => name === value);

const isTopicArn = (value: unknown): value is string => typeof value === 'string' && snsTopicArn.test(value);
