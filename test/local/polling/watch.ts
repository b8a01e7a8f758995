interface Waiting {
  readonly condition: () => boolean;
  readonly resolve: () => void;
}

/** Lets a test wait for a condition without a clock: it is looked at after each `changed`. */
export class Watch {
  #waiting: Waiting[] = [];

  changed(): void {
    for (const one of this.#waiting.filter(({ condition }) => condition())) one.resolve();
    this.#waiting = this.#waiting.filter(({ condition }) => !condition());
  }

  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ condition, resolve }));
  }
}
