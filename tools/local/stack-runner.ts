import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ApiServer } from './api/api-server';
import { Throttle } from './api/throttle';
import { type Credentials, local } from './aws-access';
import type { Clock } from './clock';
import { Metrics } from './cloudwatch/metrics';
import type { ControlServer } from './control/control-server';
import { stackControlRoutes } from './control/stack-control-routes';
import type { CreatedStack } from './create-resources';
import { eventBridgeRoutes } from './event-bus/event-bridge-routes';
import { EventBuses } from './event-bus/event-buses';
import { AsynchronousInvocations, defaultInvokeSettings } from './lambda/asynchronous-invocations';
import type { FunctionLine, InvocationOutcome } from './lambda/invocation';
import { LocalFunction } from './lambda/local-function';
import type { LocalEvent } from './local-switchboard';
import type { EventSourceMappingDefinition, FunctionDefinition, ScheduleDefinition } from './model';
import { EventSourceMapping } from './polling/event-source-mapping';
import { Schedule } from './scheduling/schedule';
import type { RunRotationStep } from './secrets/rotation';

export interface StackRunnerOptions {
  readonly stack: CreatedStack;
  readonly sqs: SQSClient;
  /** With which requests to IAM-authorised routes are to be signed. */
  readonly credentials: Credentials;
  /** Measures the periods of schedules and the API's throttle. */
  readonly clock: Clock;
  /** Variables on top of the template's, for every function. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  /** Processes per function. Default 4. */
  readonly maxEnvironments?: number;
  /** Default `as-configured`. */
  readonly throttling?: 'as-configured' | 'off';
  readonly onLine: (line: FunctionLine) => void;
  readonly onEvent: (event: LocalEvent) => void;
  /** Processes have come or gone, or a mapping was paused or resumed. */
  readonly onChanged: () => void;
}

/** Where requests come in. */
export interface Doors {
  readonly api: ApiServer;
  readonly control: ControlServer;
  readonly eventBridge: ControlServer;
}

/** The functions of a stack, and what invokes them. */
export class StackRunner {
  /** By logical id. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  /** By logical id. */
  readonly mappings: ReadonlyMap<string, EventSourceMapping>;
  /** By logical id. */
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly #options: StackRunnerOptions;
  /** By the function's logical id. */
  readonly #asynchronous: ReadonlyMap<string, AsynchronousInvocations>;
  readonly #metrics = new Metrics();

  constructor(options: StackRunnerOptions) {
    this.#options = options;
    const { functions, mappings, schedules } = options.stack.model;
    this.functions = new Map(functions.map((one) => [one.logicalId, this.#newFunction(one)]));
    this.#asynchronous = new Map(functions.map((one) => [one.logicalId, this.#invocations(one)]));
    this.mappings = new Map(mappings.map((one) => [one.logicalId, this.#mapping(one)]));
    this.schedules = new Map(schedules.map((one) => [one.logicalId, this.#schedule(one)]));
  }

  /** Loads every function once, then opens the doors. Throws `FunctionInitError`. */
  async start(doors: Doors): Promise<void> {
    const { model } = this.#options.stack;
    await Promise.all([...this.functions.values()].map((one) => one.prewarm(1)));
    this.#open(doors);
    for (const { logicalId, enabled } of model.mappings) {
      if (enabled) this.mappings.get(logicalId)?.start();
    }
    for (const { logicalId, enabled } of model.schedules) {
      if (enabled) this.schedules.get(logicalId)?.start();
    }
  }

  /** Ends polling and schedules, kills every process and waits until the last batch has come to rest. */
  async close(): Promise<void> {
    for (const one of this.#asynchronous.values()) one.close();
    const stopped = [...this.mappings.values(), ...this.schedules.values()].map((one) => one.stop());
    await Promise.all([...this.functions.values()].map((one) => one.close()));
    await Promise.all(stopped);
  }

  /** Runs a rotation function for Secrets Manager. */
  readonly runRotationStep: RunRotationStep = async (functionArn, event) => {
    const target = [...this.functions.values()].find(({ definition: { arn } }) => arn === functionArn);
    if (target === undefined) return false;
    const outcome = await target.invoke(event);
    this.#options.onEvent({
      kind: 'invocation',
      functionLogicalId: target.definition.logicalId,
      outcome,
    });
    return outcome.status === 'succeeded';
  };

  #open({ api, control, eventBridge }: Doors): void {
    const { stack, credentials, clock, onEvent, throttling = 'as-configured' } = this.#options;
    const { model } = stack;
    const { functions, mappings } = this;
    const metrics = this.#metrics;
    const invoke = (id: string, event: unknown): Promise<InvocationOutcome> =>
      this.#function(id).invoke(event);
    const throttle = new Throttle(clock, model.throttling);
    const isThrottled = throttling === 'as-configured';
    api.serve({
      ...local,
      model,
      stage: 'local',
      credentials,
      invoke,
      ...(isThrottled && { throttle }),
    });
    const invokeLater = (id: string, event: unknown): string => this.#invokeLater(id, event);
    control.serve(
      stackControlRoutes({ ...local, model, functions, mappings, throttle, metrics, clock, invokeLater }),
    );
    const buses = new EventBuses({ ...local, rules: model.eventRules, clock, invokeLater, onEvent });
    eventBridge.serve(eventBridgeRoutes({ ...local, buses }));
  }

  #function(logicalId: string): LocalFunction {
    const found = this.functions.get(logicalId);
    if (found === undefined) throw new Error(`The stack has no function ${logicalId}.`);
    return found;
  }

  #invokeLater(logicalId: string, event: unknown): string {
    const found = this.#asynchronous.get(logicalId);
    if (found === undefined) throw new Error(`The stack has no function ${logicalId}.`);
    return found.accept(event);
  }

  #invocations(definition: FunctionDefinition): AsynchronousInvocations {
    const { stack, sqs, clock, onEvent } = this.#options;
    const { logicalId } = definition;
    const target = this.#function(logicalId);
    const settings = stack.model.invokeConfigs.find(
      ({ functionLogicalId }) => functionLogicalId === logicalId,
    );
    return new AsynchronousInvocations({
      definition,
      settings: settings ?? defaultInvokeSettings,
      clock,
      invoke: (event, requestId) => target.invoke(event, requestId),
      keep: async (record, queue) => {
        const QueueUrl = stack.queueUrls.get(queue);
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(record) }));
      },
      onEvent,
    });
  }

  #newFunction(definition: FunctionDefinition): LocalFunction {
    const { extraEnvironment, maxEnvironments, onLine, onChanged } = this.#options;
    return new LocalFunction({
      definition,
      region: local.region,
      extraEnvironment,
      ...(maxEnvironments !== undefined && { maxEnvironments }),
      onLine: (line) => {
        this.#metrics.notice(line.text);
        onLine(line);
      },
      onPidsChanged: onChanged,
    });
  }

  #schedule(definition: ScheduleDefinition): Schedule {
    const { clock, onEvent } = this.#options;
    const target = this.#function(definition.functionLogicalId);
    return new Schedule({ ...local, definition, clock, onEvent, invoke: (event) => target.invoke(event) });
  }

  #mapping(definition: EventSourceMappingDefinition): EventSourceMapping {
    const { stack, sqs, onEvent, onChanged } = this.#options;
    const target = this.#function(definition.functionLogicalId);
    const queueName = definition.queueArn.split(':').at(-1) ?? '';
    const queueUrl = stack.queueUrls.get(queueName);
    if (queueUrl === undefined) throw new Error(`The stack has no queue ${queueName}.`);
    return new EventSourceMapping({
      definition,
      client: sqs,
      queueUrl,
      region: local.region,
      invoke: (event): Promise<InvocationOutcome> => target.invoke(event),
      maxBatches: target.maxEnvironments,
      onEvent,
      onStateChanged: onChanged,
    });
  }
}
