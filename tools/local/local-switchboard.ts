import type { ApiKind } from '../../lambdas/contract/api-kind';
import type { Clock } from './clock';
import type { LocalFunction } from './lambda/local-function';
import type { BusDelivery } from './event-bus/event-buses';
import type { InvocationEvent } from './lambda/asynchronous-invocations';
import type { FunctionLine } from './lambda/invocation';
import type { StackModel } from './model';
import type { EventSourceMapping, MappingState, PollingEvent } from './polling/event-source-mapping';
import type { RequestEvent } from './api/api-server';
import type { AwsClients, Endpoints } from './aws-access';
import type { RunningDependency } from './start-dependencies';
import type { Schedule, ScheduleEvent } from './scheduling/schedule';
import type { SecretsServer } from './secrets/server';
import type { SourcePart, StackParts } from './stack-parts';
import type { SqsServer } from './sqs/server';

export interface StartLocalOptions {
  /** The project's folder, with its cdk.json. Default: the current folder. */
  readonly projectFolder?: string;
  /** Folder of a cloud assembly that has been synthesized already. Default: the CDK app is run. */
  readonly assembly?: string;
  /** The kind of API that the CDK app is asked for. Default: the one that the stage configures. */
  readonly api?: ApiKind;
  /** The API's port. Default 0: any free one. */
  readonly port?: number;
  /** A DynamoDB server that runs already. Default: an embedded one. */
  readonly dynamodbEndpoint?: string;
  /** An SQS server that runs already. Default: an embedded one. */
  readonly sqsEndpoint?: string;
  /** Time of the embedded servers and of schedules; functions and their timeouts live in real time. Default: real time. */
  readonly clock?: Clock;
  /** Where `local.json` is kept for other programs. Default: it is not written. */
  readonly descriptionFile?: string;
  /** Processes per function. Default 4. */
  readonly maxEnvironments?: number;
  /** What the API does with more requests than its stage lets through. Default `as-configured`: it answers 429. */
  readonly throttling?: 'as-configured' | 'off';
  /** Gives up starting; once `startLocal` has resolved, it does nothing. */
  readonly signal?: AbortSignal;
  /** Changes the model before anything is created from it, such as a queue's visibility timeout. */
  readonly adjustModel?: (model: StackModel) => StackModel;
}

/** The content of `.switchboard/local.json`: where other programs find everything. */
export interface LocalDescription {
  /** The runner's own process. */
  readonly pid: number;
  readonly apiUrl: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoints: Required<Endpoints>;
  readonly sources: Readonly<Record<string, Omit<SourcePart, 'name'>>>;
  readonly tables: {
    readonly claims: string;
    readonly entities: string;
    readonly idempotency?: string;
    readonly control?: string;
  };
  readonly queues: { readonly quarantine: string; readonly eventBusFailures?: string };
  /** Name of the partner event bus of each source that has one, by the source's name. */
  readonly eventBuses: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, ModuleDescription>>;
  /** Base URL of the states; a request to it is signed with `credentials` for the service `execute-api`. */
  readonly stateUrl?: string;
  readonly functions: {
    readonly ingest: FunctionDescription;
    /** Its mapping puts failed events back while it is `Enabled`. */
    readonly eventBusIngest?: FunctionDescription & { readonly mapping?: MappingDescription };
    readonly release?: FunctionDescription;
    readonly state?: FunctionDescription;
    readonly guard?: FunctionDescription;
    readonly governor?: FunctionDescription;
    readonly rotation?: FunctionDescription;
  };
  /** Stand-ins for the systems that modules call, by name. */
  readonly dependencies: Readonly<Record<string, DependencyDescription>>;
}

export interface FunctionDescription {
  readonly name: string;
  readonly pids: readonly number[];
}

export type DependencyDescription = Pick<RunningDependency, 'url' | 'tokenUrl' | 'clientId'>;

export interface MappingDescription {
  readonly id: string;
  readonly state: MappingState;
}

export interface ModuleDescription {
  readonly queueUrl: string;
  readonly dlqUrl: string;
  readonly function: string;
  readonly pids: readonly number[];
  /** What feeds the function from the queue. `Disabled` means that the module is paused. */
  readonly mapping?: MappingDescription;
}

/** What passes through the running system, apart from the functions' own lines. */
export type LocalEvent = RequestEvent | PollingEvent | ScheduleEvent | BusDelivery | InvocationEvent;

/** The whole of Switchboard, running in and under this process. */
export interface LocalSwitchboard {
  readonly apiUrl: string;
  /** As it is now: its `pids` change as processes come and go. */
  readonly description: LocalDescription;
  readonly model: StackModel;
  /** What the CDK app warned of, such as a module that is not deployed. */
  readonly warnings: readonly string[];
  /** Which of the stack's resources is what. */
  readonly parts: StackParts;
  /** Clients of the DynamoDB and SQS in use. They end with `close`. */
  readonly clients: AwsClients;
  /** By logical id. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  /** By logical id. */
  readonly mappings: ReadonlyMap<string, EventSourceMapping>;
  /** By logical id. `fire` runs a schedule's function at once. */
  readonly schedules: ReadonlyMap<string, Pick<Schedule, 'fire'>>;
  /** The clock of the embedded servers and the schedules. */
  readonly clock: Clock;
  /** The embedded SQS; absent when a foreign one is used. */
  readonly sqs?: SqsServer['engine'];
  /** The embedded Secrets Manager. */
  readonly secrets: Pick<SecretsServer, 'onOperation'>;
  /** Hears every line of every function; the returned function ends that. */
  readonly onLine: (listener: (line: FunctionLine) => void) => () => void;
  /** Hears of requests, batches, runs of schedules and problems; the returned function ends that. */
  readonly onEvent: (listener: (event: LocalEvent) => void) => () => void;
  /** Ends every process, server and file that `startLocal` made. Can be called twice. */
  readonly close: () => Promise<void>;
}
