import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { SourceDefinition } from '../lambdas/contract/source-definition';
import type { ApiKind } from '../lambdas/contract/api-kind';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { defaultClaimRetentionHours, defaultSecretOverlapHours } from '../lambdas/contract/limits';
import { manifests } from '../lambdas/modules';
import type { Dependency } from './dependency-url';
import type { SecretRotation } from './source-secret';
import type { Throttling } from './throttling';
import type { WafProps } from './web-acl';

/** Where and how Switchboard is deployed, as data. A stage is one stack, `switchboard-<stage>`. */
export interface StageConfig {
  /**
   * Who sends events. Each organization of Genesys Cloud whose events come through EventBridge is a source with an
   * event bus of its own:
   * `{ name: 'genesys-emea', eventBus: 'aws.partner/genesys.com/cloud/<organization id>/<suffix>' }`. The bus must exist
   * before the stack is deployed.
   */
  readonly sources: readonly SourceDefinition[];
  readonly modules: readonly ModuleManifest[];
  /** Where the systems are that modules call. A module that names one which is not here is not deployed. */
  readonly dependencies: Readonly<Record<string, Dependency>>;
  /** Which kind of API stands in front; default `rest`. With `http` there can be no `waf`. */
  readonly api?: ApiKind;
  /** What the API lets through. Beyond it, it answers 429. */
  readonly throttling: Throttling;
  /**
   * The web ACL in front of the API; `{}` has the defaults, `{ allowedNetworks: ['203.0.113.0/24'] }` lets in nobody
   * else. Absent: there is none.
   */
  readonly waf?: WafProps;
  readonly claimRetentionHours: number;
  /** How long the previous secret of a source is accepted after a new one was made. */
  readonly secretOverlapHours: number;
  /** When secrets are rotated by themselves. Absent: never; an operator says when. */
  readonly rotation?: SecretRotation;
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
    dependencies: {},
    throttling: { ratePerSecond: 100, burst: 200 },
    claimRetentionHours: defaultClaimRetentionHours,
    secretOverlapHours: defaultSecretOverlapHours,
    logRetention: RetentionDays.ONE_WEEK,
    deletionProtection: false,
    endpointOverrides: true,
    apiGatewayAccountRole: true,
  },
  prod: {
    sources,
    modules: manifests,
    dependencies: {},
    throttling: { ratePerSecond: 1000, burst: 2000 },
    waf: {},
    claimRetentionHours: defaultClaimRetentionHours,
    secretOverlapHours: defaultSecretOverlapHours,
    logRetention: RetentionDays.THREE_MONTHS,
    deletionProtection: true,
    endpointOverrides: false,
    apiGatewayAccountRole: true,
  },
} as const satisfies Record<string, StageConfig>;

export type StageName = keyof typeof stages;
