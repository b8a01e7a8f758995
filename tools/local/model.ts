import type { ApiKind } from '../../lambdas/contract/api-kind';
import type { EventPattern } from './event-bus/event-pattern';

/** What the local runner takes from a synthesized template, every intrinsic resolved. */
export interface StackModel {
  readonly tables: readonly TableDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly secrets: readonly SecretDefinition[];
  readonly rotations: readonly RotationDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly mappings: readonly EventSourceMappingDefinition[];
  readonly schedules: readonly ScheduleDefinition[];
  readonly eventRules: readonly EventRuleDefinition[];
  readonly invokeConfigs: readonly InvokeConfigDefinition[];
  readonly routes: readonly RouteDefinition[];
  /** Which kind of API serves the routes. Default `rest`. */
  readonly apiKind?: ApiKind;
  /** Media types whose bodies a REST API hands over as base64. `*` + `/*` means all. */
  readonly binaryMediaTypes: readonly string[];
  /** The API's stage; it is part of what functions see of a request, not of the local URL. */
  readonly stageName?: string;
  /** API Gateway's id of the API. */
  readonly apiId?: string;
  /** For each method of the stage; absent where the template sets none. */
  readonly throttling?: ThrottleLimits;
  /** Alarms never change their state by themselves: there are no metrics here. */
  readonly alarms: readonly AlarmDefinition[];
  /** Answers that a REST API gives by itself, by response type such as `MISSING_AUTHENTICATION_TOKEN`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponseDefinition>;
  /** The stack's outputs by key. */
  readonly outputs: ReadonlyMap<string, string>;
}

export interface TableDefinition {
  readonly logicalId: string;
  readonly name: string;
  /** Properties for DynamoDB's CreateTable: key schema, attribute definitions, indexes. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly ttlAttribute?: string;
}

export interface QueueDefinition {
  readonly logicalId: string;
  readonly name: string;
  /** As SQS's CreateQueue takes them, all values strings. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SecretDefinition {
  readonly logicalId: string;
  readonly name: string;
  /** The secret's ARN, which `Ref` gives. */
  readonly arn: string;
  readonly value: string;
}

/** A function that rotates a secret when `RotateSecret` asks for it. */
export interface RotationDefinition {
  readonly logicalId: string;
  readonly secretArn: string;
  readonly functionLogicalId: string;
  readonly functionArn: string;
}

export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle. */
  readonly codePath: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface EventSourceMappingDefinition {
  readonly logicalId: string;
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionLogicalId: string;
  readonly batchSize: number;
  /** `MaximumConcurrency` of the scaling configuration. */
  readonly maxConcurrency?: number;
  /** Whether the function reports partial batch failures (`ReportBatchItemFailures`). */
  readonly reportsItemFailures: boolean;
  readonly enabled: boolean;
}

/** A function that is invoked again and again. */
export interface ScheduleDefinition {
  /** The rule's; where a rule has several targets, a dot and the target's own id follow. */
  readonly logicalId: string;
  /** ARN of the rule. */
  readonly arn: string;
  readonly everySeconds: number;
  readonly functionLogicalId: string;
  /** The event. Default: a scheduled event as EventBridge makes it. */
  readonly input?: unknown;
  readonly enabled: boolean;
}

/** A function that is invoked with events of a bus. */
export interface EventRuleDefinition {
  /** The rule's; where a rule has several targets, a dot and the target's own id follow. */
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly pattern: EventPattern;
  readonly functionLogicalId: string;
  /** What the function is invoked with. Default: the event. */
  readonly input?: unknown;
  readonly enabled: boolean;
}

/** How a function is invoked asynchronously. */
export interface InvokeConfigDefinition {
  readonly functionLogicalId: string;
  /** Attempts after the first one. */
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
  /** Name of the queue that keeps what failed. Default: none does. */
  readonly onFailureQueue?: string;
}

export interface RouteDefinition {
  /** An HTTP method, or `ANY`. */
  readonly method: string;
  /** API Gateway's form, such as `/webhook/{source}`. */
  readonly path: string;
  readonly functionLogicalId: string;
  /** `aws-iam`: requests need a signature of AWS (version 4). Default: anybody may call it. */
  readonly authorization?: 'aws-iam';
  /** How long API Gateway waits for the function, in milliseconds. Default 29,000; of an HTTP API 30,000. */
  readonly timeoutMs?: number;
}

/** How many requests API Gateway lets through to a method. */
export interface ThrottleLimits {
  /** In the long run. */
  readonly ratePerSecond: number;
  /** At once. */
  readonly burst: number;
}

/** CloudWatch's states of an alarm. */
export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof alarmStates)[number];

export interface AlarmDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly kind: 'metric' | 'composite';
  readonly description?: string;
  readonly initialState: AlarmState;
  /** ARNs of what is done when the alarm enters a state. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  readonly actionsEnabled: boolean;
}

export interface GatewayResponseDefinition {
  /** Default: what the error has by itself. */
  readonly statusCode?: number;
  /** Header values without the quotes of the template. */
  readonly headers: Readonly<Record<string, string>>;
  /** The `application/json` template, `$context.…` still in it. */
  readonly template: string;
}
