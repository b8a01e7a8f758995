import { EngineProbe } from './queue-probe';

describe('A large FIFO queue', () => {
  it('hands out ten thousand messages of one group, ten at a time, in order', async () => {
    const queue = new EngineProbe().fifo();
    const bodies = Array.from({ length: 10_000 }, (_, index) => String(index));
    queue.sendTo('one', ...bodies);

    const received: string[] = [];
    for (let round = 0; round < 1_000; round += 1) {
      const messages = await queue.receive({ MessageSystemAttributeNames: [] });
      received.push(...messages.map(({ Body }) => Body));
      for (const message of messages) queue.delete(message);
    }

    expect(received).toEqual(bodies);
  });

  it('hands out one message of each of a hundred thousand groups', async () => {
    const queue = new EngineProbe().fifo();
    for (let group = 0; group < 100_000; group += 1) queue.sendTo(`group-${group}`, 'x');

    let received = 0;
    for (let round = 0; round < 10_000; round += 1)
      received += (await queue.receive({ MessageSystemAttributeNames: [] })).length;

    expect(queue.counts()).toEqual([0, 100_000, 0]);
  });
});
