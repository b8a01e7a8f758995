/**
 * Runs `run` for each item, at most `atOnce` of them at a time, in the items' order. An item is taken from `items`
 * when there is room for it and not before. Rejects with the first error that `run` throws.
 */
export const forEachAtOnce = async <Item>(
  items: Iterable<Item>,
  atOnce: number,
  run: (item: Item) => Promise<void>,
): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await run(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};
