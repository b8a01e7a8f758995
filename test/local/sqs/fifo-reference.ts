interface ModelMessage {
  readonly body: string;
  readonly group: string;
  /** Receives so far; a handle belongs to one of them. */
  receives: number;
  /** While it is in flight: when that ends. */
  heldUntilMs: number | undefined;
}

/** One receive of one message. */
export interface ModelHandle {
  readonly body: string;
  readonly receive: number;
}

export type HandleFate = 'done' | 'expired' | 'gone' | 'not-in-flight';

/**
 * A FIFO queue in its plainest form: one list in the order of the sends, searched from the start every time.
 * The engine must agree with it whatever happens.
 */
export class FifoReference {
  readonly #messages: ModelMessage[] = [];

  send(group: string, body: string): void {
    this.#messages.push({ body, group, receives: 0, heldUntilMs: undefined });
  }

  receive(max: number, heldUntilMs: number, nowMs: number): ModelHandle[] {
    this.#expire(nowMs);
    const locked = new Set(this.#messages.filter(isHeld).map(({ group }) => group));
    const free = this.#messages.filter(({ group }) => !locked.has(group));
    const groups = new Set(free.map(({ group }) => group));
    const inOrder = [...groups].flatMap((group) => free.filter((message) => message.group === group));
    return inOrder.slice(0, max).map((message) => {
      message.heldUntilMs = heldUntilMs;
      message.receives += 1;
      return { body: message.body, receive: message.receives };
    });
  }

  delete(handle: ModelHandle, nowMs: number): HandleFate {
    this.#expire(nowMs);
    const message = this.#find(handle);
    if (!message) return 'gone';
    if (message.receives !== handle.receive || !isHeld(message)) return 'expired';
    this.#messages.splice(this.#messages.indexOf(message), 1);
    return 'done';
  }

  changeVisibility(handle: ModelHandle, heldUntilMs: number, nowMs: number): HandleFate {
    this.#expire(nowMs);
    const message = this.#find(handle);
    if (!message) return 'gone';
    if (message.receives !== handle.receive) return 'expired';
    if (!isHeld(message)) return 'not-in-flight';
    message.heldUntilMs = heldUntilMs;
    return 'done';
  }

  /** Waiting and in flight. */
  counts(nowMs: number): readonly [number, number] {
    this.#expire(nowMs);
    const held = this.#messages.filter(isHeld).length;
    return [this.#messages.length - held, held];
  }

  #find({ body }: ModelHandle): ModelMessage | undefined {
    return this.#messages.find((message) => message.body === body);
  }

  #expire(nowMs: number): void {
    for (const message of this.#messages) {
      if (isHeld(message) && (message.heldUntilMs ?? 0) <= nowMs) message.heldUntilMs = undefined;
    }
  }
}

function isHeld({ heldUntilMs }: ModelMessage): boolean {
  return heldUntilMs !== undefined;
}
