import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ApiServer } from './api/api-server';
import { local } from './aws-access';
import type { CreatedStack } from './create-resources';
import type { FunctionLine, InvocationOutcome } from './lambda/invocation';
import { LocalFunction } from './lambda/local-function';
import type { LocalEvent } from './local-switchboard';
import type { EventSourceMappingDefinition } from './model';
import { EventSourceMapping } from './polling/event-source-mapping';

export interface StackRunnerOptions {
  readonly stack: CreatedStack;
  readonly sqs: SQSClient;
  /** Variables on top of the template's, for every function. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  /** Processes per function. Default 4. */
  readonly maxEnvironments?: number;
  readonly onLine: (line: FunctionLine) => void;
  readonly onEvent: (event: LocalEvent) => void;
  readonly onPidsChanged: () => void;
}

/** The functions of a stack, and what invokes them. */
export class StackRunner {
  /** By logical id. */
  readonly functions: ReadonlyMap<string, LocalFunction>;
  /** By logical id. */
  readonly mappings: ReadonlyMap<string, EventSourceMapping>;
  readonly #options: StackRunnerOptions;

  constructor(options: StackRunnerOptions) {
    this.#options = options;
    const { functions, mappings } = options.stack.model;
    this.functions = new Map(
      functions.map((definition) => [
        definition.logicalId,
        new LocalFunction({ ...options, definition, region: local.region }),
      ]),
    );
    this.mappings = new Map(mappings.map((one) => [one.logicalId, this.#mapping(one)]));
  }

  /** Loads every function once, then opens the doors. Throws `FunctionInitError`. */
  async start(api: ApiServer): Promise<void> {
    const { model } = this.#options.stack;
    await Promise.all([...this.functions.values()].map((one) => one.prewarm(1)));
    api.serve({ ...local, model, stage: 'local', invoke: (id, event) => this.#function(id).invoke(event) });
    for (const { logicalId, enabled } of model.mappings) {
      if (enabled) this.mappings.get(logicalId)?.start();
    }
  }

  /** Ends polling, kills every process and waits until the last batch has come to rest. */
  async close(): Promise<void> {
    const stopped = [...this.mappings.values()].map((mapping) => mapping.stop());
    await Promise.all([...this.functions.values()].map((one) => one.close()));
    await Promise.all(stopped);
  }

  #function(logicalId: string): LocalFunction {
    const found = this.functions.get(logicalId);
    if (found === undefined) throw new Error(`The stack has no function ${logicalId}.`);
    return found;
  }

  #mapping(definition: EventSourceMappingDefinition): EventSourceMapping {
    const { stack, sqs, onEvent } = this.#options;
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
    });
  }
}
