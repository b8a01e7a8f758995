import { EngineProbe, type QueueProbe } from './queue-probe';

/** A batch with a whole group and one message of another, all of it in the hands of a receiver. */
const receivedBatch = async () => {
  const probe = new EngineProbe();
  const queue = probe.fifo({ VisibilityTimeout: '60' });
  queue.sendTo('a', 'a1', 'a2', 'a3');
  queue.sendTo('b', 'b1');
  const messages = await queue.receive();
  const handle = (body: string): string =>
    messages.find(({ Body }) => Body === body)?.ReceiptHandle ?? 'no such message';
  const change = (...changes: readonly (readonly [body: string, seconds: number])[]) =>
    probe.engine.changeMessageVisibilityBatch({
      QueueUrl: queue.url,
      Entries: changes.map(([body, seconds]) => ({
        Id: body,
        ReceiptHandle: handle(body),
        VisibilityTimeout: seconds,
      })),
    });
  return { probe, queue, handle, change };
};

const remove = (queue: QueueProbe, ReceiptHandle: string): void => queue.delete({ ReceiptHandle });

describe('A group whose first message is put off and whose rest is given back', () => {
  it('is not delivered before the delay is over, and then in its order', async () => {
    const { probe, queue, change } = await receivedBatch();

    const { Successful, Failed } = change(['a1', 30], ['a2', 0], ['a3', 0]);
    const atOnce = await queue.receiveBodies();
    probe.advanceSeconds(29);
    const before = await queue.receiveBodies();
    probe.advanceSeconds(1);

    expect([Successful.map(({ Id }) => Id), Failed]).toEqual([['a1', 'a2', 'a3'], []]);
    expect([atOnce, before]).toEqual([[], []]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2', 'a3']);
  });

  it('counts as in flight and as waiting, message by message', async () => {
    const { queue, change } = await receivedBatch();

    change(['a1', 30], ['a2', 0], ['a3', 0]);

    expect(queue.counts()).toEqual([2, 2, 0]);
  });

  it('keeps its order when what stands behind is changed first', async () => {
    const { probe, queue, change } = await receivedBatch();

    change(['a3', 0], ['a2', 0], ['a1', 10]);
    probe.advanceSeconds(10);

    expect(await queue.receiveBodies()).toEqual(['a1', 'a2', 'a3']);
  });

  it('holds what is sent to it meanwhile, and no other group', async () => {
    const { queue, change, handle } = await receivedBatch();
    change(['a1', 30], ['a2', 0], ['a3', 0]);
    remove(queue, handle('b1'));

    queue.sendTo('a', 'a4');
    queue.sendTo('b', 'b2');

    expect(await queue.receiveBodies()).toEqual(['b2']);
  });

  it('goes on behind a message that is put off in the middle of it', async () => {
    const { probe, queue, change, handle } = await receivedBatch();
    remove(queue, handle('a1'));

    change(['a2', 15], ['a3', 0]);
    const atOnce = await queue.receiveBodies();
    probe.advanceSeconds(15);

    expect(atOnce).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a2', 'a3']);
  });

  it('can be put off for longer than the queue’s visibility timeout', async () => {
    const { probe, queue, change, handle } = await receivedBatch();
    remove(queue, handle('b1'));

    change(['a1', 600], ['a2', 0], ['a3', 0]);
    probe.advanceSeconds(599);
    const before = await queue.receiveBodies();
    probe.advanceSeconds(1);

    expect(before).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2', 'a3']);
  });

  it('goes on at once when the message put off is deleted after all', async () => {
    const { queue, change, handle } = await receivedBatch();
    change(['a1', 30], ['a2', 0], ['a3', 0]);

    remove(queue, handle('a1'));

    expect(await queue.receiveBodies()).toEqual(['a2', 'a3']);
  });

  it('leaves the receipt handles of other groups as they are', async () => {
    const { queue, change, handle } = await receivedBatch();
    change(['a1', 30], ['a2', 0], ['a3', 0]);

    remove(queue, handle('b1'));

    expect(queue.counts()).toEqual([2, 1, 0]);
  });
});

describe('A batch of visibility changes', () => {
  it('is refused when it is empty', async () => {
    const { change } = await receivedBatch();

    expect(() => change()).toThrow('There should be at least one ChangeMessageVisibilityBatchRequestEntry');
  });

  it('tells of the receipt handles that are no longer good, and changes the others', async () => {
    const { probe, queue, change, handle } = await receivedBatch();
    remove(queue, handle('a1'));
    change(['b1', 0]);
    const [again] = await queue.receive();

    const result = change(['a1', 30], ['b1', 30], ['a2', 90]);
    probe.advanceSeconds(60);

    expect(again?.Body).toBe('b1');
    expect(result.Successful).toEqual([{ Id: 'a2' }]);
    expect(result.Failed).toMatchObject([
      { Id: 'a1', SenderFault: true, Code: 'InvalidParameterValue' },
      { Id: 'b1', SenderFault: true, Code: 'ReceiptHandleIsInvalid' },
    ]);
    expect(await queue.receiveBodies()).toEqual(['b1']);
  });

  it('does not change what was given back already', async () => {
    const { change } = await receivedBatch();
    change(['a1', 30], ['a2', 0]);

    expect(change(['a2', 20]).Failed).toMatchObject([{ Id: 'a2', SenderFault: true }]);
  });

  it('refuses what would hold a message for more than 12 hours, and that alone', async () => {
    const { probe, change } = await receivedBatch();
    probe.advanceSeconds(1);

    const result = change(['a1', 43_200], ['a2', 43_199], ['a3', 0]);

    expect(result.Successful.map(({ Id }) => Id)).toEqual(['a2', 'a3']);
    expect(result.Failed).toMatchObject([
      { Id: 'a1', Code: 'InvalidParameterValue', Message: expect.stringContaining('43200 seconds') },
    ]);
  });
});
