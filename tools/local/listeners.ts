/** Those who want to hear of something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** The returned function ends it. */
  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly tell = (value: T): void => {
    for (const listener of this.#listeners) listener(value);
  };

  clear(): void {
    this.#listeners.clear();
  }
}
