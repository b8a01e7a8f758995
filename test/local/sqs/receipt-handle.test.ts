import { EngineProbe, refusalOf } from './queue-probe';

const staleFifoHandle = {
  type: 'InvalidParameterValueException',
  message: expect.stringMatching(
    /^Value .+ for parameter ReceiptHandle is invalid\. Reason: The receipt handle has expired\.$/,
  ),
};

describe('A receipt handle', () => {
  it('differs with every receive of the same message', async () => {
    const queue = new EngineProbe().standard();
    queue.send('a');

    const first = await queue.receiveOne({ VisibilityTimeout: 0 });
    const second = await queue.receiveOne();

    expect(second.MessageId).toBe(first.MessageId);
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
  });

  it('deletes nothing from a FIFO queue once the visibility timeout has expired', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '1' });
    queue.sendTo('a', 'a1');
    const message = await queue.receiveOne();

    probe.advanceSeconds(1);

    expect(refusalOf(() => queue.delete(message))).toEqual(staleFifoHandle);
    expect(queue.counts()).toEqual([1, 0, 0]);
  });

  it('deletes nothing from a FIFO queue once the message was received again', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '1' });
    queue.sendTo('a', 'a1');
    const old = await queue.receiveOne();
    probe.advanceSeconds(1);
    await queue.receiveOne();

    expect(refusalOf(() => queue.delete(old))).toEqual(staleFifoHandle);
    expect(refusalOf(() => queue.changeVisibility(old, 0))).toEqual(staleFifoHandle);
    expect(queue.counts()).toEqual([0, 1, 0]);
  });

  it('deletes from a FIFO queue within a visibility timeout that was extended', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '2' });
    queue.sendTo('a', 'a1');
    const message = await queue.receiveOne();
    queue.changeVisibility(message, 5);

    probe.advanceSeconds(4);
    queue.delete(message);

    expect(queue.counts()).toEqual([0, 0, 0]);
  });

  it('still deletes from a standard queue after the visibility timeout', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ VisibilityTimeout: '1' });
    queue.send('a');
    const message = await queue.receiveOne();

    probe.advanceSeconds(1);
    queue.delete(message);

    expect(queue.counts()).toEqual([0, 0, 0]);
  });

  it('of an older receive is accepted by a standard queue and deletes nothing', async () => {
    const queue = new EngineProbe().standard();
    queue.send('a');
    const old = await queue.receiveOne({ VisibilityTimeout: 0 });
    await queue.receiveOne();

    queue.delete(old);

    expect(queue.counts()).toEqual([0, 1, 0]);
  });

  it('deletes twice without an error', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1');
    const message = await queue.receiveOne();

    queue.delete(message);

    expect(() => queue.delete(message)).not.toThrow();
  });

  it('changes no visibility once the message is visible again or deleted', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ VisibilityTimeout: '1' });
    queue.send('a');
    const message = await queue.receiveOne();

    probe.advanceSeconds(1);
    const whileVisible = refusalOf(() => queue.changeVisibility(message, 30));
    queue.delete(message);
    const whenDeleted = refusalOf(() => queue.changeVisibility(message, 30));

    expect(whileVisible.type).toBe('MessageNotInflight');
    expect(whenDeleted.message).toMatch(
      /Message does not exist or is not available for visibility timeout change/,
    );
  });

  it('of another queue, or made up, is invalid', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    const other = probe.standard({}, 'other');
    other.send('a');
    const foreign = await other.receiveOne();

    expect(refusalOf(() => queue.delete(foreign)).type).toBe('ReceiptHandleIsInvalid');
    expect(refusalOf(() => queue.delete({ ReceiptHandle: 'made up' })).type).toBe('ReceiptHandleIsInvalid');
    expect(refusalOf(() => queue.changeVisibility({ ReceiptHandle: '' }, 1)).type).toBe(
      'ReceiptHandleIsInvalid',
    );
  });
});
