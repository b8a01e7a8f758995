/** Where a function dies: at which call to one of its ports, and whether that call still has its effect. */
export interface Death {
  /** 1 is the first call. */
  readonly atCall: number;
  readonly effect: 'lost' | 'done';
}

/** Thrown into a function that has died; nothing that it does afterwards has an effect. */
export class FunctionDied extends Error {
  override readonly name = 'FunctionDied';
}

/** Counts the calls to ports, and lets the function die at one of them. */
export class Mortality {
  calls = 0;
  isDead = false;
  #death: Death | undefined;

  constructor(death?: Death) {
    this.#death = death;
  }

  /** The next invocation runs in a new process, which dies no more. */
  revive(): void {
    this.isDead = false;
    this.#death = undefined;
  }

  /** The port with every asynchronous call counted, and lost once the function has died. */
  guard<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): Promise<unknown> =>
          this.#call(() => Reflect.apply(member, target, args));
      },
    });
  }

  async #call(run: () => unknown): Promise<unknown> {
    if (this.isDead) throw new FunctionDied();
    this.calls += 1;
    if (this.calls !== this.#death?.atCall) return run();
    if (this.#death.effect === 'done') await run();
    this.isDead = true;
    throw new FunctionDied();
  }
}
