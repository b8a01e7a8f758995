import { EngineProbe } from './queue-probe';

describe('A FIFO queue', () => {
  it('gives several messages of one group in one receive, in the order they were sent', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('call-1', 'start', 'hold', 'end');

    expect(await queue.receiveBodies()).toEqual(['start', 'hold', 'end']);
  });

  it('fills a receive from further groups, oldest group first', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1');
    queue.sendTo('b', 'b1');
    queue.sendTo('a', 'a2');
    queue.sendTo('c', 'c1');

    expect(await queue.receiveBodies({ MaxNumberOfMessages: 3 })).toEqual(['a1', 'a2', 'b1']);
    expect(await queue.receiveBodies()).toEqual(['c1']);
  });

  it('locks a group while any of its messages is in flight', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1', 'a2', 'a3');
    const [first, second] = await queue.receive({ MaxNumberOfMessages: 2 });

    const whileBoth = await queue.receiveBodies();
    if (first) queue.delete(first);
    const whileSecond = await queue.receiveBodies();
    if (second) queue.delete(second);
    const afterwards = await queue.receiveBodies();

    expect([whileBoth, whileSecond, afterwards]).toEqual([[], [], ['a3']]);
  });

  it('keeps a group locked when a message enters it meanwhile', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1');
    await queue.receiveOne();

    queue.sendTo('a', 'a2');

    expect(await queue.receiveBodies()).toEqual([]);
  });

  it('keeps a group locked while an earlier message of it was given back and a later one is held', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1', 'a2');
    const [first, second] = await queue.receive();
    if (!first || !second) throw new Error('expected two messages');

    queue.changeVisibility(first, 0);
    const whileHeld = await queue.receiveBodies();
    queue.changeVisibility(second, 0);

    expect(whileHeld).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2']);
  });

  it('serves other groups while one is locked', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1', 'a2');
    await queue.receiveOne();

    queue.sendTo('b', 'b1');

    expect(await queue.receiveBodies()).toEqual(['b1']);
  });

  it('restores the order of a group when the visibility timeout of its messages ends', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '30' });
    queue.sendTo('a', 'a1', 'a2', 'a3', 'a4');
    await queue.receive({ MaxNumberOfMessages: 3 });

    probe.advanceSeconds(29.999);
    const before = await queue.receiveBodies();
    probe.advanceSeconds(0.001);

    expect(before).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('keeps the rest of a group waiting behind a first message that stays invisible for longer', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '10' });
    queue.sendTo('a', 'a1', 'a2', 'a3');
    const [first] = await queue.receive();
    if (first) queue.changeVisibility(first, 15);

    probe.advanceSeconds(12);
    const at12 = await queue.receiveBodies();
    probe.advanceSeconds(3);

    expect(at12).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2', 'a3']);
  });

  it('numbers messages with 20 digits that grow', () => {
    const queue = new EngineProbe().fifo({ ContentBasedDeduplication: 'true' });

    const numbers = ['x', 'y', 'z'].map((body) => queue.send(body, { MessageGroupId: 'a' }).SequenceNumber);

    expect(numbers.every((number) => /^\d{20}$/.test(number ?? ''))).toBe(true);
    expect(numbers.toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))).toEqual(numbers);
    expect(new Set(numbers).size).toBe(3);
  });

  it('shows group, deduplication id and sequence number with a received message', async () => {
    const queue = new EngineProbe().fifo();
    const sent = queue.send('x', { MessageGroupId: 'call-1', MessageDeduplicationId: 'event-1' });

    const { Attributes } = await queue.receiveOne({ ReceiveRequestAttemptId: 'attempt-1' });

    expect(Attributes).toMatchObject({
      MessageGroupId: 'call-1',
      MessageDeduplicationId: 'event-1',
      SequenceNumber: sent.SequenceNumber,
    });
  });

  it('delays every message by the delay of the queue, and by a new one what it already delays', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ DelaySeconds: '60' });
    queue.sendTo('a', 'a1', 'a2');

    const counts = queue.counts();
    probe.advanceSeconds(10);
    probe.engine.setQueueAttributes({ QueueUrl: queue.url, Attributes: { DelaySeconds: '20' } });
    const at10 = await queue.receiveBodies();
    probe.advanceSeconds(10);

    expect(counts).toEqual([0, 0, 2]);
    expect(at10).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a1', 'a2']);
  });

  it('gives nothing, and no error, when as many messages are in flight as it allows', async () => {
    const queue = new EngineProbe({ maxInFlight: 2 }).fifo();
    queue.sendTo('a', 'a1', 'a2', 'a3');
    queue.sendTo('b', 'b1');

    expect(await queue.receiveBodies()).toEqual(['a1', 'a2']);
    expect(await queue.receiveBodies()).toEqual([]);
  });

  it('frees a group whose message in flight outlives the retention period', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ MessageRetentionPeriod: '60' });
    queue.sendTo('a', 'a1');
    await queue.receiveOne({ VisibilityTimeout: 43_200 });
    probe.advanceSeconds(30);
    queue.sendTo('a', 'a2');

    probe.advanceSeconds(30);

    expect(await queue.receiveBodies()).toEqual(['a2']);
  });
});
