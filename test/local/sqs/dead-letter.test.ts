import { EngineProbe, type QueueProbe, refusalOf, startMs } from './queue-probe';

const redriveTo = (target: QueueProbe, maxReceiveCount: number | string) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target.arn, maxReceiveCount }),
});

/** A FIFO queue that gives a message up after two receives, and its dead-letter queue. */
function fifoPair(probe: EngineProbe): { queue: QueueProbe; dlq: QueueProbe } {
  const dlq = probe.fifo({}, 'dead.fifo');
  return { queue: probe.fifo({ VisibilityTimeout: '10', ...redriveTo(dlq, 2) }), dlq };
}

describe('A redrive policy', () => {
  it('moves a message on the receive that would exceed maxReceiveCount, and not before', async () => {
    const probe = new EngineProbe();
    const { queue, dlq } = fifoPair(probe);
    queue.sendTo('a', 'a1');
    for (let receive = 1; receive <= 2; receive += 1) {
      await queue.receiveOne();
      probe.advanceSeconds(10);
    }

    const beforeThird = dlq.counts();
    const third = await queue.receiveBodies();

    expect([beforeThird, third]).toEqual([[0, 0, 0], []]);
    expect(queue.counts()).toEqual([0, 0, 0]);
    expect(await dlq.receiveBodies()).toEqual(['a1']);
  });

  it('lets the rest of the group go on in the same receive', async () => {
    const probe = new EngineProbe();
    const { queue, dlq } = fifoPair(probe);
    queue.sendTo('a', 'poison');
    for (let receive = 1; receive <= 2; receive += 1) {
      queue.changeVisibility(await queue.receiveOne(), 0);
    }
    queue.sendTo('a', 'a2');

    expect(await queue.receiveBodies()).toEqual(['a2']);
    expect(await dlq.receiveBodies()).toEqual(['poison']);
  });

  it('keeps id, group, attributes and receive count of a FIFO message, and enqueues it anew', async () => {
    const probe = new EngineProbe();
    const { queue, dlq } = fifoPair(probe);
    const { MessageId } = queue.send('a1', {
      MessageGroupId: 'call-1',
      MessageDeduplicationId: 'event-1',
      MessageAttributes: { cause: { DataType: 'String', StringValue: 'timeout' } },
    });
    for (let receive = 1; receive <= 2; receive += 1) {
      await queue.receiveOne();
      probe.advanceSeconds(10);
    }
    await queue.receive();

    expect(await dlq.receiveOne()).toMatchObject({
      MessageId,
      MessageAttributes: { cause: { DataType: 'String', StringValue: 'timeout' } },
      Attributes: {
        MessageGroupId: 'call-1',
        MessageDeduplicationId: MessageId,
        ApproximateReceiveCount: '3',
        SentTimestamp: String(startMs + 20_000),
        DeadLetterQueueSourceArn: queue.arn,
      },
    });
  });

  it('loses neither of two messages that shared a deduplication id', async () => {
    const probe = new EngineProbe();
    const dlq = probe.fifo({}, 'dead.fifo');
    const queue = probe.fifo({ DeduplicationScope: 'messageGroup', ...redriveTo(dlq, 1) });
    for (const group of ['a', 'b']) {
      queue.send(group, { MessageGroupId: group, MessageDeduplicationId: 'same' });
    }
    await queue.receive({ VisibilityTimeout: 0 });

    await queue.receive();

    expect(await dlq.receiveBodies()).toEqual(['a', 'b']);
  });

  it('counts the retention of a standard message from its first send', async () => {
    const probe = new EngineProbe();
    const dlq = probe.standard({ MessageRetentionPeriod: '60' }, 'dead');
    const queue = probe.standard(redriveTo(dlq, 1));
    queue.send('a');
    await queue.receiveOne({ VisibilityTimeout: 0 });
    probe.advanceSeconds(59);

    await queue.receive();
    const moved = dlq.counts();
    probe.advanceSeconds(1);

    expect(moved).toEqual([1, 0, 0]);
    expect(dlq.counts()).toEqual([0, 0, 0]);
  });

  it('moves what nobody acknowledged while a receiver waits', async () => {
    const probe = new EngineProbe();
    const { queue, dlq } = fifoPair(probe);
    queue.sendTo('a', 'a1');
    await queue.receiveOne();
    probe.advanceSeconds(10);
    await queue.receiveOne();

    const waiting = queue.receiveBodies({ WaitTimeSeconds: 20 });
    probe.advanceSeconds(10);
    const moved = dlq.counts();
    probe.advanceSeconds(10);

    expect(moved).toEqual([1, 0, 0]);
    expect(await waiting).toEqual([]);
  });

  it('counts the receives in its own queue only', async () => {
    const probe = new EngineProbe();
    const last = probe.fifo({}, 'last.fifo');
    const dlq = probe.fifo(redriveTo(last, 2), 'dead.fifo');
    const queue = probe.fifo(redriveTo(dlq, 3));
    queue.sendTo('a', 'a1');
    for (let receive = 1; receive <= 4; receive += 1) await queue.receive({ VisibilityTimeout: 0 });

    const fromDlq = [];
    for (let receive = 1; receive <= 3; receive += 1) {
      fromDlq.push(await dlq.receiveBodies({ VisibilityTimeout: 0 }));
    }

    expect(fromDlq).toEqual([['a1'], ['a1'], []]);
    expect(await last.receiveBodies()).toEqual(['a1']);
  });

  it('leaves messages where they are once the dead-letter queue is deleted', async () => {
    const probe = new EngineProbe();
    const { queue, dlq } = fifoPair(probe);
    probe.engine.deleteQueue({ QueueUrl: dlq.url });
    queue.sendTo('a', 'a1');

    for (let receive = 1; receive <= 3; receive += 1) {
      expect(await queue.receiveBodies({ VisibilityTimeout: 0 })).toEqual(['a1']);
    }
  });

  it.each(['0', '1001', '1.5', 'x'])('with maxReceiveCount %s is refused', (count) => {
    const probe = new EngineProbe();
    const dlq = probe.standard({}, 'dead');

    expect(refusalOf(() => probe.standard(redriveTo(dlq, count))).type).toBe('InvalidAttributeValue');
  });

  it('must name an existing queue of the same type', () => {
    const probe = new EngineProbe();
    const standard = probe.standard({}, 'dead');
    const missing = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:missing',
      maxReceiveCount: 3,
    });

    const otherType = refusalOf(() => probe.fifo(redriveTo(standard, 3)));
    const noQueue = refusalOf(() => probe.standard({ RedrivePolicy: missing }));

    expect(otherType.message).toMatch(/Dead-letter queue must be same type of queue as the source/);
    expect(noQueue.message).toMatch(/Dead letter target does not exist/);
    expect(probe.engine.listQueues({}).QueueUrls).toEqual([standard.url]);
  });

  it('can be set later, and removed with an empty value', async () => {
    const probe = new EngineProbe();
    const dlq = probe.standard({}, 'dead');
    const queue = probe.standard();

    probe.engine.setQueueAttributes({ QueueUrl: queue.url, Attributes: redriveTo(dlq, 3) });
    const sources = probe.engine.listDeadLetterSourceQueues({ QueueUrl: dlq.url }).queueUrls;
    probe.engine.setQueueAttributes({ QueueUrl: queue.url, Attributes: { RedrivePolicy: '' } });

    expect(sources).toEqual([queue.url]);
    expect(queue.attribute('RedrivePolicy')).toBeUndefined();
    expect(probe.engine.listDeadLetterSourceQueues({ QueueUrl: dlq.url }).queueUrls).toEqual([]);
  });
});

describe('A redrive allow policy', () => {
  it.each([
    [{ redrivePermission: 'allowAll' }, true],
    [{ redrivePermission: 'denyAll' }, false],
    [{ redrivePermission: 'byQueue', sourceQueueArns: ['arn:aws:sqs:us-east-1:000000000000:tasks'] }, true],
    [{ redrivePermission: 'byQueue', sourceQueueArns: ['arn:aws:sqs:us-east-1:000000000000:others'] }, false],
  ])('%j lets a queue name the dead-letter queue: %s', (policy, isAllowed) => {
    const probe = new EngineProbe();
    const dlq = probe.standard({ RedriveAllowPolicy: JSON.stringify(policy) }, 'dead');
    const create = () => probe.standard(redriveTo(dlq, 3));

    if (isAllowed) expect(create).not.toThrow();
    else expect(refusalOf(create).message).toMatch(/RedriveAllowPolicy/);
  });
});
