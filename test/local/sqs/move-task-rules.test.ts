import { deadLetters, pairOf, tasksOf } from './dead-letter-pair';
import { EngineProbe, refusalOf } from './queue-probe';

describe('A message move task', () => {
  it('is the only one of its source at a time; of finished ones the newest comes first', async () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    await deadLetters(pair, 'a', 'a1', 'a2');
    const request = { SourceArn: pair.dlq.arn, MaxNumberOfMessagesPerSecond: 1 };
    probe.engine.startMessageMoveTask(request);

    const second = refusalOf(() => probe.engine.startMessageMoveTask(request));
    probe.advanceSeconds(10);
    probe.engine.startMessageMoveTask({ SourceArn: pair.dlq.arn });

    expect(second.message).toMatch(/Only one active task is allowed/);
    expect(tasksOf(probe, pair).map(({ Status }) => Status)).toEqual(['RUNNING', 'COMPLETED']);
  });

  it('is refused for a source that is no dead-letter queue, for other types of queue, and for unknown queues', () => {
    const probe = new EngineProbe();
    const pair = pairOf(probe);
    const standard = probe.standard();
    const start = (SourceArn: string, DestinationArn?: string) =>
      refusalOf(() => probe.engine.startMessageMoveTask({ SourceArn, DestinationArn }));

    expect(start(pair.queue.arn).message).toBe('Source queue must be configured as a Dead Letter Queue.');
    expect(start(pair.dlq.arn, standard.arn).message).toMatch(/same type/);
    expect(start(pair.dlq.arn, `${standard.arn}-missing`).type).toBe('ResourceNotFoundException');
    expect(start('arn:aws:sqs:us-east-1:000000000000:missing').type).toBe('ResourceNotFoundException');
  });

  it.each([0, 501])('is refused at a rate of %d', (rate) => {
    const probe = new EngineProbe();
    const { dlq } = pairOf(probe);

    const refusal = refusalOf(() =>
      probe.engine.startMessageMoveTask({ SourceArn: dlq.arn, MaxNumberOfMessagesPerSecond: rate }),
    );

    expect(refusal.type).toBe('InvalidParameterValueException');
  });

  it('is not found by a handle that was never given out', () => {
    const probe = new EngineProbe();
    const { dlq } = pairOf(probe);
    const unknown = JSON.stringify({ taskId: 'other', sourceArn: dlq.arn });
    const cancel = (TaskHandle: string) =>
      refusalOf(() => probe.engine.cancelMessageMoveTask({ TaskHandle }));

    expect(cancel('made up').message).toBe('Value for parameter TaskHandle is invalid.');
    expect(cancel(Buffer.from(unknown).toString('base64')).message).toBe('Task does not exist.');
  });
});
