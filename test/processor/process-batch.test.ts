import fc from 'fast-check';
import { type MessageResult, processBatch } from '../../lambdas/processor/process-batch';

interface Message {
  readonly groupId: string;
  readonly id: number;
  readonly isSuspect: boolean;
}

const message = (groupId: string, id: number, isSuspect = false): Message => ({ groupId, id, isSuspect });
const done: MessageResult = { kind: 'done' };
const again: MessageResult = { kind: 'again', delaySeconds: 30 };

describe('processBatch', () => {
  it('processes a group in the order it came', async () => {
    const order: number[] = [];
    await processBatch([message('a', 1), message('a', 2), message('a', 3)], async ({ id }) => {
      await Promise.resolve();
      order.push(id);
      return done;
    });
    expect(order).toEqual([1, 2, 3]);
  });

  it('starts every group without waiting for another', async () => {
    const started: string[] = [];
    const gate = Promise.withResolvers<void>();
    const batch = processBatch([message('a', 1), message('b', 2)], async ({ groupId }) => {
      started.push(groupId);
      await gate.promise;
      return done;
    });
    expect(started).toEqual(['a', 'b']);
    gate.resolve();
    await batch;
  });

  it('leaves groups with a suspect for last, and works on one of them at a time', async () => {
    const events: string[] = [];
    const batch = [message('a', 1, true), message('b', 2), message('c', 3), message('c', 4, true)];
    await processBatch(batch, async ({ id }) => {
      events.push(`${id} begins`);
      await Promise.resolve();
      events.push(`${id} ends`);
      return done;
    });
    expect(events).toEqual([2, 1, 3, 4].flatMap((id) => [`${id} begins`, `${id} ends`]));
  });

  it('gives back the first failure of a group after its delay and all behind it at once, untouched', async () => {
    const touched: number[] = [];
    const batch = [message('a', 1), message('b', 2), message('a', 3), message('a', 4), message('b', 5)];

    const failed = await processBatch(batch, async ({ id }) => {
      touched.push(id);
      return id === 3 ? again : done;
    });

    expect(failed.map(({ message: { id }, delaySeconds }) => [id, delaySeconds])).toEqual([
      [3, 30],
      [4, 0],
    ]);
    expect(touched).not.toContain(4);
    expect(touched.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 5]);
  });

  it('never loses a message: each was either processed or is given back', async () => {
    const batches = fc.array(
      fc.record({
        groupId: fc.constantFrom('a', 'b', 'c'),
        poison: fc.boolean(),
        isSuspect: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const messages = batch.map((entry, id) => ({ ...entry, id }));
        const processed: number[] = [];
        const failed = await processBatch(messages, async ({ id, poison }) => {
          if (poison) return again;
          processed.push(id);
          return done;
        });
        const ids = [...processed, ...failed.map(({ message: { id } }) => id)];
        expect(ids.toSorted((a, b) => a - b)).toEqual(messages.map(({ id }) => id));
      }),
    );
  });
});
