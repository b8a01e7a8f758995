import type { Backlog } from './backlog';
import type { StoredMessage } from './message';
import { type HeapEntry, RemovableHeap } from './removable-heap';

interface Group {
  readonly id: string;
  readonly waiting: RemovableHeap<StoredMessage>;
  inFlight: number;
  /** Set while the group is free and has messages. */
  readyEntry: HeapEntry<Group> | undefined;
}

/**
 * A FIFO queue's backlog. A group is locked while any of its messages is in flight; of the free groups,
 * the one whose first message is oldest comes next, and one receive takes from a group as much as it can.
 */
export class FifoBacklog implements Backlog {
  readonly #groups = new Map<string, Group>();
  readonly #ready = new RemovableHeap<Group>();

  add(message: StoredMessage): void {
    const group = this.#groupOf(message);
    message.backlogEntry = group.waiting.push(message, message.order);
    this.#refresh(group);
  }

  remove(message: StoredMessage): void {
    const group = this.#groupOf(message);
    if (message.backlogEntry) group.waiting.remove(message.backlogEntry);
    message.backlogEntry = undefined;
    this.#refresh(group);
  }

  lock(message: StoredMessage): void {
    const group = this.#groupOf(message);
    group.inFlight += 1;
    this.#refresh(group);
  }

  unlock(message: StoredMessage): void {
    const group = this.#groupOf(message);
    group.inFlight -= 1;
    this.#refresh(group);
  }

  next(previous: StoredMessage | undefined): StoredMessage | undefined {
    const more = previous && this.#groupOf(previous).waiting.peek();
    return (more ?? this.#ready.peek()?.item.waiting.peek())?.item;
  }

  #groupOf(message: StoredMessage): Group {
    const id = message.content.groupId ?? '';
    const known = this.#groups.get(id);
    if (known) return known;
    const group: Group = { id, waiting: new RemovableHeap(), inFlight: 0, readyEntry: undefined };
    this.#groups.set(id, group);
    return group;
  }

  /** Brings the group's place among the ready ones up to date; forgets an empty group. */
  #refresh(group: Group): void {
    const first = group.waiting.peek();
    const isReady = first !== undefined && group.inFlight === 0;
    if (group.readyEntry && !(isReady && group.readyEntry.key === first.key)) {
      this.#ready.remove(group.readyEntry);
      group.readyEntry = undefined;
    }
    if (isReady) group.readyEntry ??= this.#ready.push(group, first.key);
    if (first === undefined && group.inFlight === 0) this.#groups.delete(group.id);
  }
}
