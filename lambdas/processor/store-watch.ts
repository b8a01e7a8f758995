/** Knows whether a module's time goes by in stores of ours, or in what the module does itself. */
export class StoreWatch {
  #waiting = 0;

  /** Something of ours is under way, and nothing of the module's within it. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Runs something of ours; what it does for the module in between is run by `within`. */
  async around<Result>(run: (within: Within) => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    try {
      return await run(async (work) => {
        this.#waiting -= 1;
        try {
          return await work();
        } finally {
          this.#waiting += 1;
        }
      });
    } finally {
      this.#waiting -= 1;
    }
  }
}

type Within = <Result>(work: () => Promise<Result>) => Promise<Result>;
