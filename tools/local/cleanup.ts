/** What must be undone in the end, last thing first. */
export class Cleanup {
  readonly #actions: (() => unknown)[] = [];
  #done: Promise<void> | undefined;

  /** Remembers an action; when the end has come already, it is done at once. */
  add(action: () => unknown): void {
    if (this.#done === undefined) this.#actions.push(action);
    else void action();
  }

  /** Adds what ends `resource` once it is there, and resolves with it. */
  async keep<T>(resource: Promise<T>, end: (resource: T) => unknown): Promise<T> {
    const kept = await resource;
    this.add(() => end(kept));
    return kept;
  }

  /** Does every action, even when one of them fails. Can be called twice; throws the first failure. */
  run(): Promise<void> {
    this.#done ??= this.#runAll();
    return this.#done;
  }

  async #runAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const action of this.#actions.toReversed()) {
      try {
        await action();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
