/** An item's place in a heap; only the heap changes it. */
export interface HeapEntry<T> {
  readonly item: T;
  readonly key: number;
  index: number;
}

/** Smallest key first; push, pop and the removal of any entry take O(log n). */
export class RemovableHeap<T> {
  readonly #entries: HeapEntry<T>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  peek(): HeapEntry<T> | undefined {
    return this.#entries[0];
  }

  push(item: T, key: number): HeapEntry<T> {
    const entry = { item, key, index: this.#entries.length };
    this.#entries.push(entry);
    this.#rise(entry);
    return entry;
  }

  /** The entry must be in this heap. */
  remove(entry: HeapEntry<T>): void {
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    this.#place(last, entry.index);
    this.#rise(last);
    this.#sink(last);
  }

  #place(entry: HeapEntry<T>, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }

  #rise(entry: HeapEntry<T>): void {
    while (entry.index > 0) {
      const parent = this.#entries[(entry.index - 1) >> 1];
      if (parent === undefined || parent.key <= entry.key) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: HeapEntry<T>): void {
    for (let child = this.#smallerChild(entry); child && child.key < entry.key;) {
      this.#swap(child, entry);
      child = this.#smallerChild(entry);
    }
  }

  #smallerChild(entry: HeapEntry<T>): HeapEntry<T> | undefined {
    const left = this.#entries[2 * entry.index + 1];
    const right = this.#entries[2 * entry.index + 2];
    return right !== undefined && left !== undefined && right.key < left.key ? right : left;
  }

  #swap(a: HeapEntry<T>, b: HeapEntry<T>): void {
    const index = a.index;
    this.#place(a, b.index);
    this.#place(b, index);
  }
}
