import type { RemainingTime } from '../../../lambdas/core/ports';
import { errorName } from '../../../lambdas/core/error-name';
import type { FaultRules } from './call-faults';
import { Process } from './process';
import type { Simulation } from './simulation';

export type Handler = (event: unknown, context: RemainingTime) => Promise<unknown>;

export interface LambdaFunctionOptions {
  readonly name: string;
  readonly simulation: Simulation;
  readonly timeoutMs: number;
  readonly faults: FaultRules;
  /** Starts the function's code in a new process, as Lambda's INIT does. */
  readonly start: (process: Process) => Handler;
  readonly watch?: ((process: string, port: string, method: string) => void) | undefined;
}

export type InvocationResult =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** The process died, or was killed because its time was over. */
  | { readonly kind: 'died' };

interface Environment {
  readonly process: Process;
  readonly handler: Handler;
  isBusy: boolean;
  onDeath: () => void;
}

/** A Lambda function: an environment serves one invocation at a time, and another is started where all are busy. */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  #environments: Environment[] = [];
  #started = 0;
  deaths = 0;

  constructor(options: LambdaFunctionOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const { simulation, timeoutMs } = this.#options;
    const environment = this.#freeEnvironment();
    const { process } = environment;
    environment.isBusy = true;
    const endMs = simulation.now() + timeoutMs;
    const context = { getRemainingTimeInMillis: () => Math.max(0, endMs - simulation.now()) };
    const { promise: death, resolve: died } = Promise.withResolvers<InvocationResult>();
    environment.onDeath = () => died({ kind: 'died' });
    const cancel = simulation.after(timeoutMs, () => {
      simulation.tell(process.name, () => '✗ the function is ended: its time is over');
      process.die();
    });
    const result = await Promise.race([resultOf(() => environment.handler(event, context)), death]);
    cancel();
    environment.isBusy = false;
    this.#tellEnd(process, result);
    return result;
  }

  #tellEnd(process: Process, result: InvocationResult): void {
    if (result.kind === 'threw') {
      this.#options.simulation.tell(process.name, () => `✗ throws ${errorName(result.error)}`);
    }
  }

  #bury(dead: Environment): void {
    this.deaths += 1;
    this.#environments = this.#environments.filter((environment) => environment !== dead);
  }

  #freeEnvironment(): Environment {
    const free = this.#environments.find(({ isBusy }) => !isBusy);
    if (free) return free;
    const { name, simulation, faults, start, watch } = this.#options;
    this.#started += 1;
    const processName = `${name}·${this.#started}`;
    const process = new Process({
      name: processName,
      simulation,
      faults,
      watch: watch && ((port, method) => watch(processName, port, method)),
    });
    const environment: Environment = {
      process,
      handler: start(process),
      isBusy: false,
      onDeath: () => undefined,
    };
    // It can die between two invocations as well, of what it still does.
    process.whenDead(() => {
      this.#bury(environment);
      environment.onDeath();
    });
    this.#environments.push(environment);
    return environment;
  }
}

const resultOf = async (run: () => Promise<unknown>): Promise<InvocationResult> => {
  try {
    return { kind: 'returned', result: await run() };
  } catch (error) {
    return { kind: 'threw', error };
  }
};
