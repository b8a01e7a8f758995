import fc from 'fast-check';
import { FifoReference, type HandleFate, type ModelHandle } from './fifo-reference';
import { EngineProbe, type QueueProbe, refusalOf } from './queue-probe';

interface HeldMessage extends ModelHandle {
  readonly group: string;
  readonly ReceiptHandle: string;
}

type Step =
  | { readonly does: 'send'; readonly group: string }
  | { readonly does: 'receive'; readonly max: number; readonly seconds: number }
  | { readonly does: 'delete'; readonly pick: number }
  | { readonly does: 'change'; readonly pick: number; readonly seconds: number }
  | { readonly does: 'advance'; readonly seconds: number };

const seconds = fc.integer({ min: 0, max: 5 });
const pick = fc.nat({ max: 1_000 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('send'), group: fc.constantFrom('a', 'b', 'c') }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('receive'), max: fc.integer({ min: 1, max: 10 }), seconds }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('delete'), pick }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('change'), pick, seconds }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('advance'), seconds }) },
);

const fates: Readonly<Record<string, HandleFate>> = {
  MessageNotInflight: 'not-in-flight',
  InvalidParameterValueException: 'expired',
};

/** What an action on a handle came to, in the words of the reference. */
function fateOf(action: () => void): HandleFate {
  try {
    action();
    return 'done';
  } catch {
    const { type, message } = refusalOf(action);
    return message.includes('does not exist') ? 'gone' : (fates[type] ?? 'done');
  }
}

/** The engine and the reference side by side, doing the same. */
class Comparison {
  readonly probe = new EngineProbe();
  readonly queue: QueueProbe = this.probe.fifo();
  readonly #reference = new FifoReference();
  readonly #held: HeldMessage[] = [];
  #sent = 0;

  async perform(next: Step): Promise<void> {
    switch (next.does) {
      case 'send':
        return this.#send(next.group);
      case 'receive':
        return this.receive(next.max, next.seconds);
      case 'delete':
        return this.#withHandle(next.pick, (handle) => this.#delete(handle));
      case 'change':
        return this.#withHandle(next.pick, (handle) => this.#change(handle, next.seconds));
      case 'advance':
        return this.probe.advanceSeconds(next.seconds);
    }
  }

  async receive(max: number, visibleAfterSeconds: number): Promise<void> {
    const messages = await this.queue.receive({
      MaxNumberOfMessages: max,
      VisibilityTimeout: visibleAfterSeconds,
    });
    const expected = this.#reference.receive(max, this.#after(visibleAfterSeconds), this.#nowMs);
    const received = messages.map(({ Body, Attributes, ReceiptHandle }) => ({
      body: Body,
      receive: Number(Attributes?.['ApproximateReceiveCount']),
      group: Attributes?.['MessageGroupId'] ?? '',
      ReceiptHandle,
    }));
    expect(received.map(({ body, receive }) => ({ body, receive }))).toEqual(expected);
    this.#held.push(...received);
  }

  expectedCounts(): readonly [number, number, number] {
    return [...this.#reference.counts(this.#nowMs), 0];
  }

  get #nowMs(): number {
    return this.probe.clock.now();
  }

  #after(delaySeconds: number): number {
    return this.#nowMs + delaySeconds * 1000;
  }

  #send(group: string): void {
    this.#sent += 1;
    this.queue.sendTo(group, `${group}${this.#sent}`);
    this.#reference.send(group, `${group}${this.#sent}`);
  }

  #withHandle(choice: number, action: (handle: HeldMessage) => void): void {
    const handle = this.#held[choice % this.#held.length];
    if (handle) action(handle);
  }

  #delete(handle: HeldMessage): void {
    const expected = this.#reference.delete(handle, this.#nowMs);
    // Deleting what is gone succeeds.
    expect(fateOf(() => this.queue.delete(handle))).toBe(expected === 'gone' ? 'done' : expected);
  }

  #change(handle: HeldMessage, delaySeconds: number): void {
    const expected = this.#reference.changeVisibility(handle, this.#after(delaySeconds), this.#nowMs);
    expect(fateOf(() => this.queue.changeVisibility(handle, delaySeconds))).toBe(expected);
  }
}

describe('A FIFO queue under any sequence of sends, receives, deletions, changes and waits', () => {
  it('agrees with the reference about every message, its order, its receive count and every handle', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const comparison = new Comparison();
        for (const next of steps) await comparison.perform(next);
        expect(comparison.queue.counts()).toEqual(comparison.expectedCounts());

        comparison.probe.advanceSeconds(43_200);
        for (let round = 0; round < 7; round += 1) await comparison.receive(10, 43_200);
        expect(comparison.queue.counts()).toEqual(comparison.expectedCounts());
      }),
      { numRuns: 300 },
    );
  });

  it('never has two holders of one group, and delivers each group in the order of its sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const probe = new EngineProbe();
        const queue = probe.fifo();
        const heldUntilMs = new Map<string, number>();
        let sent = 0;
        for (const next of steps) {
          if (next.does === 'send') queue.sendTo(next.group, String((sent += 1)));
          if (next.does === 'advance') probe.advanceSeconds(next.seconds);
          if (next.does !== 'receive') continue;

          const messages = await queue.receive({
            MaxNumberOfMessages: next.max,
            VisibilityTimeout: next.seconds,
          });
          const lastOfGroup = new Map<string, number>();
          for (const { Body, Attributes } of messages) {
            const group = Attributes?.['MessageGroupId'] ?? '';
            expect(heldUntilMs.get(group) ?? 0).toBeLessThanOrEqual(probe.clock.now());
            expect(Number(Body)).toBeGreaterThan(lastOfGroup.get(group) ?? 0);
            lastOfGroup.set(group, Number(Body));
          }
          for (const group of lastOfGroup.keys()) {
            heldUntilMs.set(group, probe.clock.now() + next.seconds * 1000);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
