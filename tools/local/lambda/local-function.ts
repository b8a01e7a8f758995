import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock';
import type { FunctionDefinition } from '../model';
import { ExecutionEnvironment } from './execution-environment';
import {
  describeFailure,
  type FunctionLine,
  type Invocation,
  type InvocationFailure,
  type InvocationOutcome,
  maxPayloadBytes,
  requestTooLarge,
} from './invocation';

export interface LocalFunctionOptions {
  readonly definition: FunctionDefinition;
  readonly region: string;
  /** Variables on top of the template's, such as credentials and endpoints. Default: none. */
  readonly extraEnvironment?: Readonly<Record<string, string>>;
  /** Invocations at once; more of them wait in order. Default 4. */
  readonly maxEnvironments?: number;
  /** Measures the function's timeout. Default: real time. */
  readonly clock?: Clock;
  /** Each line the function writes. Default: thrown away. */
  readonly onLine?: (line: FunctionLine) => void;
  /** The processes of the function have changed. */
  readonly onPidsChanged?: (pids: readonly number[]) => void;
}

/** A function's bundle could not be loaded. */
export class FunctionInitError extends Error {
  readonly failure: InvocationFailure;

  constructor(functionName: string, failure: InvocationFailure) {
    super(`The function ${functionName} does not start: ${describeFailure(failure)}`);
    this.name = 'FunctionInitError';
    this.failure = failure;
  }
}

/** Environments that may die in a row without one answer before nothing is started ahead of need. */
const maxDeathsInARow = 3;

/**
 * A Lambda function as child processes of its real bundle: one request each at a time, warm ones used
 * again, killed at the function's timeout. One environment is kept ready once there was one.
 */
export class LocalFunction {
  readonly definition: FunctionDefinition;
  readonly maxEnvironments: number;
  readonly #options: LocalFunctionOptions;
  /** Every environment that is alive, and whether it has become ready for the first time. */
  readonly #environments = new Map<ExecutionEnvironment, Promise<void>>();
  readonly #ready: ExecutionEnvironment[] = [];
  readonly #queue: Invocation[] = [];
  #deathsInARow = 0;
  #closed = false;

  constructor(options: LocalFunctionOptions) {
    this.#options = options;
    this.definition = options.definition;
    this.maxEnvironments = options.maxEnvironments ?? 4;
  }

  /** Process ids of the environments that are alive. */
  get pids(): readonly number[] {
    return [...this.#environments.keys()].flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Runs the function with an event. Never rejects: see `InvocationOutcome`.
   *
   * @param requestId a new one unless the same event is tried again
   */
  invoke(event: unknown, requestId: string = randomUUID()): Promise<InvocationOutcome> {
    const body = JSON.stringify(event) ?? 'null';
    if (this.#closed)
      return Promise.resolve(failed(requestId, 'ServiceException', 'the function is shut down'));
    if (Buffer.byteLength(body) > maxPayloadBytes) {
      const message = `the event has more than ${maxPayloadBytes} bytes`;
      return Promise.resolve(failed(requestId, requestTooLarge, message));
    }
    return new Promise((resolve) => {
      const settle = (outcome: InvocationOutcome): void => {
        if (outcome.status === 'succeeded' || outcome.status === 'failed') this.#deathsInARow = 0;
        resolve(outcome);
      };
      this.#queue.push({ requestId, body, settle });
      this.#dispatch();
    });
  }

  /** Starts environments ahead of need, until `count` are there. Throws `FunctionInitError`. */
  async prewarm(count: number): Promise<void> {
    const wanted = Math.min(count, this.maxEnvironments);
    while (this.#environments.size < wanted) this.#start();
    await Promise.all([...this.#environments.values()].slice(0, wanted));
  }

  /** Kills every process. Invocations that run have crashed then; those that wait have failed. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { requestId, settle } of this.#queue.splice(0)) {
      settle(failed(requestId, 'ServiceException', 'the function is shut down'));
    }
    await Promise.all([...this.#environments.keys()].map((environment) => environment.close()));
  }

  /** The environment used last takes the next invocation, as it is the warmest. */
  #dispatch(): void {
    while (this.#queue.length > 0) {
      const environment = this.#ready.pop();
      if (environment === undefined) break;
      const invocation = this.#queue.shift();
      if (invocation !== undefined) environment.run(invocation);
    }
    const missing = this.#queue.length - this.#soonReady;
    const allowed = this.maxEnvironments - this.#environments.size;
    for (let count = Math.min(missing, allowed); count > 0; count -= 1) this.#start();
  }

  /** Environments that start, or have answered and are about to ask for the next invocation. */
  get #soonReady(): number {
    const idle = [...this.#environments.keys()].filter(({ isBusy }) => !isBusy).length;
    return idle - this.#ready.length;
  }

  #start(): void {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { definition, region, extraEnvironment = {}, clock = systemClock } = this.#options;
    const environment: ExecutionEnvironment = new ExecutionEnvironment({
      definition,
      region,
      extraEnvironment,
      clock,
      onLine: (line) => this.#options.onLine?.(line),
      onStarted: () => this.#options.onPidsChanged?.(this.pids),
      onReady: () => {
        resolve();
        this.#onReady(environment);
      },
      onGone: (initFailure) => {
        if (initFailure !== undefined) reject(new FunctionInitError(definition.name, initFailure));
        this.#onGone(environment, initFailure);
      },
    });
    // The failure is answered to an invocation; only `prewarm` looks at it here.
    promise.catch(() => undefined);
    this.#environments.set(environment, promise);
  }

  #onReady(environment: ExecutionEnvironment): void {
    this.#ready.push(environment);
    this.#dispatch();
  }

  #onGone(environment: ExecutionEnvironment, initFailure: InvocationFailure | undefined): void {
    this.#environments.delete(environment);
    if (this.#ready.includes(environment)) this.#ready.splice(this.#ready.indexOf(environment), 1);
    this.#deathsInARow += 1;
    this.#options.onPidsChanged?.(this.pids);
    if (initFailure !== undefined) this.#failNext(initFailure);
    if (this.#closed) return;
    this.#dispatch();
    const keepsOneReady = initFailure === undefined && this.#deathsInARow < maxDeathsInARow;
    if (keepsOneReady && this.#environments.size === 0) this.#start();
  }

  #failNext(failure: InvocationFailure): void {
    const invocation = this.#queue.shift();
    invocation?.settle({ ...failure, requestId: invocation.requestId });
  }
}

const failed = (requestId: string, errorType: string, errorMessage: string): InvocationOutcome => ({
  status: 'failed',
  requestId,
  error: { errorType, errorMessage, trace: [] },
});
