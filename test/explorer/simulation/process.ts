import type { Timer } from '../../../lambdas/core/ports';
import { abortError } from './call-errors';
import { type Call, type CallKind, callFaults, type FaultRules } from './call-faults';
import type { Simulation } from './simulation';

export interface ProcessOptions {
  readonly name: string;
  readonly simulation: Simulation;
  readonly faults: FaultRules;
  /** Told of each call of a port when it is made. */
  readonly watch?: ((port: string, method: string) => void) | undefined;
}

/** How the methods of a port are treated. What is not named is a call that changes something. */
export interface PortRules {
  /** Methods that change nothing, so that fewer faults make a difference. */
  readonly reads?: readonly string[];
  /** Whose errors a call fails with. Default: the AWS SDK's, which also repeats calls. */
  readonly speaks?: 'aws' | 'http';
  /** A failed call is told as a result, which only the port itself gives. */
  readonly isNeverRejected?: boolean;
}

/**
 * A process that runs code of ours. Each call of a port waits for its turn and can fail in every way there is. A dead
 * process gets no answer any more and does nothing: whatever it waits for never comes.
 */
export class Process {
  readonly name: string;
  readonly simulation: Simulation;
  readonly #faults: FaultRules;
  readonly #watch: ProcessOptions['watch'];
  #onDeath: (() => void) | undefined;
  isDead = false;

  constructor({ name, simulation, faults, watch }: ProcessOptions) {
    this.name = name;
    this.simulation = simulation;
    this.#faults = faults;
    this.#watch = watch;
  }

  /** Its alarms die with it. */
  readonly timer: Timer = {
    after: (ms, run) =>
      this.simulation.after(ms, () => {
        if (!this.isDead) run();
      }),
  };

  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#onDeath?.();
  }

  whenDead(run: () => void): void {
    this.#onDeath = run;
  }

  /** The port with each of its calls made by this process. */
  port<Port extends object>(name: string, port: Port, rules: PortRules = {}): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method, target);
        if (typeof member !== 'function') return member;
        const kind = kindOf(String(method), rules);
        return (...args: unknown[]): Promise<unknown> => {
          const run = async (): Promise<unknown> => Reflect.apply(member, target, args);
          return this.#call({ port: name, method: String(method), kind, args, run });
        };
      },
    });
  }

  #call(call: Call): Promise<unknown> {
    if (this.isDead) return new Promise(() => undefined);
    if (call.args.some((arg) => arg instanceof AbortSignal && arg.aborted)) {
      return Promise.reject(abortError());
    }
    return new Promise((resolve, reject) => {
      const name = (): string => `${this.name} ${call.port}.${call.method}`;
      this.simulation.enqueue(name, () => {
        if (this.isDead) return;
        this.#watch?.(call.port, call.method);
        callFaults(call, { process: this, rules: this.#faults, resolve, reject });
      });
    });
  }
}

const kindOf = (
  method: string,
  { reads = [], speaks = 'aws', isNeverRejected = false }: PortRules,
): CallKind => {
  if (isNeverRejected) return 'invocation';
  if (speaks === 'http') return 'request';
  return reads.includes(method) ? 'read' : 'write';
};
