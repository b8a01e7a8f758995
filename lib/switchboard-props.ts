import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ApiKind } from '../lambdas/contract/api-kind';
import {
  defaultClaimRetentionHours,
  defaultSecretOverlapHours,
  maxBodyBytes,
} from '../lambdas/contract/limits';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import type { SourceDefinition } from '../lambdas/contract/source-definition';
import type { Dependency } from './dependency-url';
import type { SecretRotation } from './source-secret';
import type { Throttling } from './throttling';
import type { WafProps } from './web-acl';

export interface SwitchboardProps {
  /**
   * Who sends events: each with a scheme to `/webhook/{name}`, with a signing secret of its own, and each with an event
   * bus through that, which must exist. At least one.
   */
  readonly sources: readonly SourceDefinition[];
  /** The feature modules, each with a queue, a DLQ and a function of its own. At least one. */
  readonly modules: readonly ModuleManifest[];
  /**
   * Where the systems are that modules call, by the names that manifests have for them in `dependencies`. Each one
   * that a module names has a secret of its own, for an operator to enter the client's credentials.
   * @default none; then no module may name one
   */
  readonly dependencies?: Readonly<Record<string, Dependency>>;
  /**
   * Which of API Gateway's kinds of API stands in front: `rest`, or `http`, which costs less than a third but takes no
   * `waf` and does not hand over JSON that is not UTF-8 as it was sent.
   * @default 'rest'
   */
  readonly api?: ApiKind;
  /**
   * Last part of the API's URL.
   * @default 'live'
   */
  readonly stageName?: string;
  /**
   * What the API lets through; beyond it, it answers 429 and senders try again. While ingest is unwell it is lowered
   * step by step, down to a floor.
   * @default 100 requests a second, 200 at once, 10 a second at least
   */
  readonly throttling?: Throttling;
  /**
   * A web ACL in front of the REST API: reputation of addresses, known bad inputs, a rate per address, and if given only
   * certain networks. `{}` has the defaults.
   * @default none
   */
  readonly waf?: WafProps;
  /**
   * How long an event is remembered as accepted, so that its copies are duplicates. At least 24 hours.
   * @default 35 days
   */
  readonly claimRetention?: Duration;
  /**
   * How long the previous secret of a source is accepted after a new one was made: the time in which the sender is to
   * be given the new one. From an hour to a year.
   * @default 7 days
   */
  readonly secretOverlap?: Duration;
  /**
   * When the sources' secrets are rotated by themselves. Only for senders that learn of a new secret without a person.
   * @default never; the function is there, and rotates a secret when `aws secretsmanager rotate-secret` says so
   */
  readonly rotation?: SecretRotation;
  /**
   * Largest accepted body, in bytes. Up to 1 MiB.
   * @default 1 MiB
   */
  readonly maxBodyBytes?: number;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * The least important lines that the functions write.
   * @default 'INFO'
   */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /**
   * Processor architecture of the functions.
   * @default arm64
   */
  readonly architecture?: lambda.Architecture;
  /**
   * Whether DynamoDB refuses to delete the tables, and whether tables, secrets, logs and queues with failed
   * events outlive the stack.
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Whether X-Ray traces the API and the functions.
   * @default true
   */
  readonly tracing?: boolean;
  /**
   * Whether the functions declare the variables that point the AWS SDK at a local server (empty: the real
   * service). `sam local invoke --env-vars` can set only what is declared.
   * @default false
   */
  readonly endpointOverrides?: boolean;
  /**
   * Whether to set the role with which API Gateway writes logs. The setting is one for all APIs of an account
   * and region; without any, a stage with access logs cannot be created. An HTTP API does not need it.
   * @default true
   */
  readonly apiGatewayAccountRole?: boolean;
  /**
   * Is told when an alarm goes off and when it is over.
   * @default none; the alarms show in CloudWatch only
   */
  readonly alarmTopic?: ITopic;
}

/** The props of a Switchboard that may be left out, as they are then. */
export const switchboardDefaults = {
  dependencies: {},
  api: 'rest',
  stageName: 'live',
  throttling: { ratePerSecond: 100, burst: 200 },
  claimRetention: Duration.hours(defaultClaimRetentionHours),
  secretOverlap: Duration.hours(defaultSecretOverlapHours),
  rotation: {},
  maxBodyBytes,
  logRetention: logs.RetentionDays.ONE_MONTH,
  logLevel: 'INFO',
  architecture: lambda.Architecture.ARM_64,
  deletionProtection: true,
  tracing: true,
  endpointOverrides: false,
  apiGatewayAccountRole: true,
} as const satisfies Partial<SwitchboardProps>;

/** Every optional prop filled in, but for those without which there is less. */
export type CompleteSwitchboardProps = Required<Omit<SwitchboardProps, 'alarmTopic' | 'waf'>> &
  Pick<SwitchboardProps, 'alarmTopic' | 'waf'>;

export const completeProps = (props: SwitchboardProps): CompleteSwitchboardProps => ({
  ...switchboardDefaults,
  ...props,
});
