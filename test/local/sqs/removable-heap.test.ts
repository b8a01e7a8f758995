import fc from 'fast-check';
import { RemovableHeap } from '../../../tools/local/sqs/removable-heap';

describe('A removable heap', () => {
  it('gives what was not removed in the order of the keys', () => {
    const items = fc.array(fc.record({ key: fc.integer({ min: 0, max: 20 }), isRemoved: fc.boolean() }));
    fc.assert(
      fc.property(items, (all) => {
        const heap = new RemovableHeap<{ readonly key: number; readonly isRemoved: boolean }>();
        const entries = all.map((item) => heap.push(item, item.key));
        for (const entry of entries) if (entry.item.isRemoved) heap.remove(entry);

        const keys: number[] = [];
        for (let first = heap.peek(); first; first = heap.peek()) {
          keys.push(first.key);
          heap.remove(first);
        }

        const kept = all.filter(({ isRemoved }) => !isRemoved).map(({ key }) => key);
        expect(keys).toEqual(kept.toSorted((a, b) => a - b));
      }),
    );
  });
});
