import { deadLetters, pairOf, tasksOf } from './dead-letter-pair';
import { EngineProbe, refusalOf } from './queue-probe';

describe('A message move task', () => {
  it('takes messages back to the queue they came from, oldest first, as new messages', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2');
    const [dead] = await pair.dlq.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn });
    probe.advanceSeconds(1);
    const [first, second] = await pair.queue.receive();

    expect([first?.Body, second?.Body]).toEqual(['a1', 'a2']);
    expect(first?.MessageId).not.toBe(dead?.MessageId);
    expect(first?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', MessageGroupId: 'a' });
    expect(first?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(pair.dlq.counts()).toEqual([0, 0, 0]);
  });

  it('takes each message back to its own source', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    const policy = JSON.stringify({ deadLetterTargetArn: pair.dlq.arn, maxReceiveCount: 1 });
    const other = { queue: probe.fifo({ RedrivePolicy: policy }, 'other.fifo'), dlq: pair.dlq };
    await deadLetters(pair, 'a', 'from events');
    await deadLetters(other, 'a', 'from other');

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn });
    probe.advanceSeconds(1);

    expect(await pair.queue.receiveBodies()).toEqual(['from events']);
    expect(await other.queue.receiveBodies()).toEqual(['from other']);
  });

  it('lets moved messages and live ones of a group interleave as they arrive', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'moved 1', 'moved 2');

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn, MaxNumberOfMessagesPerSecond: 1 });
    probe.advanceSeconds(0.5);
    pair.queue.sendTo('a', 'live');
    probe.advanceSeconds(1);

    expect(await pair.queue.receiveBodies()).toEqual(['moved 1', 'live', 'moved 2']);
  });

  it('moves at the stated rate and tells how far it is', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2', 'a3', 'a4');

    const { TaskHandle } = probe.engine.startMessageMoveTask({
      SourceArn: pair.dlq.arn,
      MaxNumberOfMessagesPerSecond: 2,
    });
    probe.advanceSeconds(0.999);
    const [running] = tasksOf(probe, pair);
    probe.advanceSeconds(10);
    const [completed] = tasksOf(probe, pair);

    expect(running).toMatchObject({
      TaskHandle,
      Status: 'RUNNING',
      MaxNumberOfMessagesPerSecond: 2,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 4,
    });
    expect(completed).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 4,
      TaskHandle: undefined,
    });
  });

  it('moves 500 in a second at the highest rate', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    for (let number = 0; number < 600; number += 1) pair.dlq.sendTo('a', `${number}`);

    const request = {
      SourceArn: pair.dlq.arn,
      DestinationArn: pair.queue.arn,
      MaxNumberOfMessagesPerSecond: 500,
    };
    probe.engine.startMessageMoveTask(request);
    probe.advanceSeconds(0.999);

    expect(tasksOf(probe, pair)[0]?.ApproximateNumberOfMessagesMoved).toBeLessThanOrEqual(500);
    expect(tasksOf(probe, pair)[0]?.ApproximateNumberOfMessagesMoved).toBeGreaterThan(480);
  });

  it('wakes a receiver that waits for the destination', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1');
    const waiting = pair.queue.receiveBodies({ WaitTimeSeconds: 20 });

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn });
    probe.advanceSeconds(0);

    expect(await waiting).toEqual(['a1']);
  });

  it('takes messages elsewhere when it is given a destination, even ones that were sent to the queue directly', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    const elsewhere = probe.fifo({}, 'elsewhere.fifo');
    pair.dlq.sendTo('a', 'direct');

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn, DestinationArn: elsewhere.arn });
    probe.advanceSeconds(1);

    expect(await elsewhere.receiveBodies()).toEqual(['direct']);
  });

  it('fails at a message whose source it cannot know, and leaves it in place', () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    pair.dlq.sendTo('a', 'direct');

    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn });
    probe.advanceSeconds(1);

    expect(tasksOf(probe, pair)[0]).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 0,
    });
    expect(pair.dlq.counts()).toEqual([1, 0, 0]);
  });

  it('fails when the destination is deleted meanwhile, and loses nothing', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2');
    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn, MaxNumberOfMessagesPerSecond: 1 });
    probe.advanceSeconds(0);

    probe.engine.deleteQueue({ QueueUrl: pair.queue.url });
    probe.advanceSeconds(5);

    expect(tasksOf(probe, pair)[0]).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
      ApproximateNumberOfMessagesMoved: 1,
    });
    expect(pair.dlq.counts()).toEqual([1, 0, 0]);
  });

  it('stops when it is cancelled and leaves the rest', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2', 'a3');
    const request = { SourceArn: pair.dlq.arn, MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = probe.engine.startMessageMoveTask(request);
    probe.advanceSeconds(0);

    const cancelled = probe.engine.cancelMessageMoveTask({ TaskHandle });
    probe.advanceSeconds(60);

    expect(cancelled).toEqual({ ApproximateNumberOfMessagesMoved: 1 });
    expect(tasksOf(probe, pair)[0]?.Status).toBe('CANCELLED');
    expect(pair.dlq.counts()).toEqual([2, 0, 0]);
    expect(refusalOf(() => probe.engine.cancelMessageMoveTask({ TaskHandle })).message).toMatch(/CANCELLED/);
  });

  it('does not move what becomes a dead letter after its start', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2');
    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn, MaxNumberOfMessagesPerSecond: 1 });
    probe.advanceSeconds(0);

    await pair.queue.receive({ VisibilityTimeout: 0 });
    await pair.queue.receive();
    probe.advanceSeconds(60);

    expect(tasksOf(probe, pair)[0]).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 2,
    });
    expect(await pair.dlq.receiveBodies()).toEqual(['a1']);
  });
});
