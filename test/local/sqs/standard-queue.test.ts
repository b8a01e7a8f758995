import { EngineProbe, startMs } from './queue-probe';

describe('A standard queue', () => {
  it('gives back what was sent, with its digest and system attributes', async () => {
    const queue = new EngineProbe().standard();

    const sent = queue.send('hello');
    const [received] = await queue.receive();

    expect(sent.MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    expect(received).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
      Attributes: {
        SentTimestamp: String(startMs),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: String(startMs),
      },
    });
    expect(sent.SequenceNumber).toBeUndefined();
  });

  it('answers a receive with one message unless more are asked for', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    queue.send('a');
    queue.send('b');

    const { Messages } = await probe.engine.receiveMessage({ QueueUrl: queue.url });

    expect(Messages).toHaveLength(1);
  });

  it('hands out other messages while one of the same group is in flight', async () => {
    const queue = new EngineProbe().standard();
    queue.send('a', { MessageGroupId: 'tenant' });
    queue.send('b', { MessageGroupId: 'tenant' });

    await queue.receiveOne();
    const second = await queue.receiveOne();

    expect(second.Body).toBe('b');
    expect(second.Attributes?.['MessageGroupId']).toBe('tenant');
  });

  it('holds a message back for its own delay, or for that of the queue', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ DelaySeconds: '60' });
    queue.send('queue delay');
    queue.send('own delay', { DelaySeconds: 5 });
    queue.send('no delay', { DelaySeconds: 0 });

    const atOnce = await queue.receiveBodies();
    probe.advanceSeconds(5);
    const after5 = await queue.receiveBodies();
    probe.advanceSeconds(55);
    const after60 = await queue.receiveBodies({ VisibilityTimeout: 0 });

    expect([atOnce, after5]).toEqual([['no delay'], ['own delay']]);
    expect(after60).toContain('queue delay');
  });

  it('counts what waits, what is in flight and what is delayed', async () => {
    const queue = new EngineProbe().standard();
    for (const body of ['a', 'b', 'c']) queue.send(body);
    queue.send('d', { DelaySeconds: 10 });

    await queue.receiveOne();

    expect(queue.counts()).toEqual([2, 1, 1]);
  });

  it('forgets a message when the retention period ends, even one in flight', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ MessageRetentionPeriod: '60' });
    queue.send('waits');
    queue.send('in flight');
    await queue.receiveOne({ VisibilityTimeout: 43_200 });

    probe.advanceSeconds(59);
    const before = queue.counts();
    probe.advanceSeconds(1);

    expect(before).toEqual([1, 1, 0]);
    expect(queue.counts()).toEqual([0, 0, 0]);
    expect(await queue.receive()).toEqual([]);
  });

  it('answers OverLimit when as many messages are in flight as it allows', async () => {
    const queue = new EngineProbe({ maxInFlight: 2 }).standard();
    for (const body of ['a', 'b', 'c']) queue.send(body);

    const taken = await queue.receiveBodies();

    expect(taken).toEqual(['a', 'b']);
    await expect(queue.receive()).rejects.toMatchObject({ type: 'OverLimit', status: 403 });
  });
});
