import { EngineProbe, settledValue } from './queue-probe';

describe('A long poll', () => {
  it('ends with nothing after its wait, and not before', async () => {
    const probe = new EngineProbe();
    const waiting = probe.standard().receiveBodies({ WaitTimeSeconds: 20 });

    probe.advanceSeconds(19.999);
    const before = await settledValue(waiting);
    probe.advanceSeconds(0.001);

    expect(before).toBeUndefined();
    expect(await waiting).toEqual([]);
  });

  it('waits as long as the queue says unless the receive says otherwise', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ ReceiveMessageWaitTimeSeconds: '5' });
    const waiting = queue.receiveBodies();

    const short = await queue.receiveBodies({ WaitTimeSeconds: 0 });
    const before = await settledValue(waiting);
    probe.advanceSeconds(5);

    expect([short, before]).toEqual([[], undefined]);
    expect(await waiting).toEqual([]);
  });

  it('does not wait when there is a message', async () => {
    const queue = new EngineProbe().standard();
    queue.send('a');

    expect(await queue.receiveBodies({ WaitTimeSeconds: 20 })).toEqual(['a']);
  });

  it('ends at once when a message is sent', async () => {
    const queue = new EngineProbe().fifo();
    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });

    queue.sendTo('a', 'a1');

    expect(await waiting).toEqual(['a1']);
  });

  it('ends when a visibility timeout does', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo();
    queue.sendTo('a', 'a1');
    await queue.receiveOne({ VisibilityTimeout: 7 });
    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });

    probe.advanceSeconds(6.999);
    const before = await settledValue(waiting);
    probe.advanceSeconds(0.001);

    expect(before).toBeUndefined();
    expect(await waiting).toEqual(['a1']);
  });

  it('ends when a delay does', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });
    queue.send('a', { DelaySeconds: 3 });

    probe.advanceSeconds(3);

    expect(await waiting).toEqual(['a']);
  });

  it('ends when a visibility timeout is changed to 0', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1');
    const held = await queue.receiveOne();
    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });

    queue.changeVisibility(held, 0);

    expect(await waiting).toEqual(['a1']);
  });

  it('ends when a deletion frees the group of a waiting message', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1', 'a2');
    const held = await queue.receiveOne();
    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });

    queue.delete(held);

    expect(await waiting).toEqual(['a2']);
  });

  it('is served before one that began to wait later, each with its own message', async () => {
    const queue = new EngineProbe().standard();
    const receivers = ['first', 'second', 'third'].map(() =>
      queue.receiveBodies({ MaxNumberOfMessages: 1, WaitTimeSeconds: 20 }),
    );

    for (const body of ['a', 'b', 'c']) queue.send(body);

    expect(await Promise.all(receivers)).toEqual([['a'], ['b'], ['c']]);
  });

  it('takes no message once its receiver has gone away', async () => {
    const queue = new EngineProbe().standard();
    const departure = new AbortController();
    const abandoned = queue.receive({ WaitTimeSeconds: 20 }, departure.signal);
    const patient = queue.receiveBodies({ WaitTimeSeconds: 20 });

    departure.abort();
    queue.send('a');

    expect(await abandoned).toEqual([]);
    expect(await patient).toEqual(['a']);
  });

  it('ends with nothing when its queue is deleted or the engine closes', async () => {
    const probe = new EngineProbe();
    const deleted = probe.standard({}, 'deleted');
    const kept = probe.standard({}, 'kept');
    const receivers = [deleted, kept].map((queue) => queue.receive({ WaitTimeSeconds: 20 }));

    probe.engine.deleteQueue({ QueueUrl: deleted.url });
    probe.engine.close();

    expect(await Promise.all(receivers)).toEqual([[], []]);
  });

  it.each([-1, 21])('of %d seconds is refused', async (seconds) => {
    const receiving = new EngineProbe().standard().receive({ WaitTimeSeconds: seconds });

    await expect(receiving).rejects.toMatchObject({ type: 'InvalidParameterValueException' });
  });
});
