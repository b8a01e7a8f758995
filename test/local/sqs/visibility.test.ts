import { EngineProbe, refusalOf } from './queue-probe';

describe('The visibility timeout', () => {
  it('comes from the queue unless the receive names another', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard({ VisibilityTimeout: '10' });
    queue.send('a');
    queue.send('b');
    await queue.receiveOne();
    await queue.receiveOne({ VisibilityTimeout: 20 });

    probe.advanceSeconds(10);
    const at10 = await queue.receiveBodies({ VisibilityTimeout: 600 });
    probe.advanceSeconds(10);

    expect(at10).toEqual(['a']);
    expect(await queue.receiveBodies()).toEqual(['b']);
  });

  it('of 0 leaves the message receivable at once', async () => {
    const queue = new EngineProbe().standard();
    queue.send('a');

    await queue.receiveOne({ VisibilityTimeout: 0 });

    expect((await queue.receiveOne()).Attributes?.['ApproximateReceiveCount']).toBe('2');
  });

  it('counts from the change when it is changed', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    queue.send('a');
    const message = await queue.receiveOne({ VisibilityTimeout: 60 });

    probe.advanceSeconds(15);
    queue.changeVisibility(message, 10);
    probe.advanceSeconds(9);
    const at24 = await queue.receiveBodies();
    probe.advanceSeconds(1);

    expect(at24).toEqual([]);
    expect(await queue.receiveBodies()).toEqual(['a']);
  });

  it('changed to 0 gives the message back at once', async () => {
    const queue = new EngineProbe().fifo();
    queue.sendTo('a', 'a1', 'a2');
    const [first, second] = await queue.receive();

    for (const message of [first, second]) if (message) queue.changeVisibility(message, 0);

    expect(await queue.receiveBodies()).toEqual(['a1', 'a2']);
  });

  it('cannot reach beyond 12 hours after the receive', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    queue.send('a');
    const message = await queue.receiveOne({ VisibilityTimeout: 43_200 });

    probe.advanceSeconds(1);
    const refusal = refusalOf(() => queue.changeVisibility(message, 43_200));
    queue.changeVisibility(message, 43_199);

    expect(refusal).toEqual({
      type: 'InvalidParameterValueException',
      message:
        'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    });
  });

  it.each([-1, 43_201])('of %d is refused', async (seconds) => {
    const queue = new EngineProbe().standard();
    queue.send('a');

    await expect(queue.receive({ VisibilityTimeout: seconds })).rejects.toMatchObject({
      type: 'InvalidParameterValueException',
    });
    const message = await queue.receiveOne();
    expect(refusalOf(() => queue.changeVisibility(message, seconds)).type).toBe(
      'InvalidParameterValueException',
    );
  });
});
