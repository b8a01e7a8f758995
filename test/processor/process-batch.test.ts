import fc from 'fast-check';
import { processBatch } from '../../lambdas/processor/process-batch';

interface Message {
  readonly groupId: string;
  readonly id: number;
}

const message = (groupId: string, id: number): Message => ({ groupId, id });

describe('processBatch', () => {
  it('processes a group in the order it came', async () => {
    const order: number[] = [];
    await processBatch([message('a', 1), message('a', 2), message('a', 3)], async ({ id }) => {
      await Promise.resolve();
      order.push(id);
    });
    expect(order).toEqual([1, 2, 3]);
  });

  it('starts every group without waiting for another', async () => {
    const started: string[] = [];
    const gate = Promise.withResolvers<void>();
    const done = processBatch([message('a', 1), message('b', 2)], async ({ groupId }) => {
      started.push(groupId);
      await gate.promise;
    });
    expect(started).toEqual(['a', 'b']);
    gate.resolve();
    await done;
  });

  it('gives back the first failure of a group and all behind it, untouched', async () => {
    const touched: number[] = [];
    const batch = [message('a', 1), message('b', 2), message('a', 3), message('a', 4), message('b', 5)];

    const failed = await processBatch(batch, async ({ id }) => {
      touched.push(id);
      if (id === 3) throw new Error('poison');
    });

    expect(failed.map(({ id }) => id)).toEqual([3, 4]);
    expect(touched).not.toContain(4);
    expect(touched.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 5]);
  });

  it('never loses a message: each was either processed or is given back', async () => {
    const batches = fc.array(fc.record({ groupId: fc.constantFrom('a', 'b', 'c'), poison: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const messages = batch.map((entry, id) => ({ ...entry, id }));
        const processed: number[] = [];
        const failed = await processBatch(messages, async ({ id, poison }) => {
          if (poison) throw new Error('poison');
          processed.push(id);
        });
        const ids = [...processed, ...failed.map(({ id }) => id)];
        expect(ids.toSorted((a, b) => a - b)).toEqual(messages.map(({ id }) => id));
      }),
    );
  });
});
