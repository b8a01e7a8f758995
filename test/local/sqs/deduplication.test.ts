import { EngineProbe, refusalOf } from './queue-probe';

const toGroup = (group: string, id: string) => ({ MessageGroupId: group, MessageDeduplicationId: id });

describe('Deduplication in a FIFO queue', () => {
  it('answers a repeated id with the message id and sequence number of the first and keeps one message', async () => {
    const queue = new EngineProbe().fifo();

    const first = queue.send('one body', toGroup('a', 'event-1'));
    const second = queue.send('another body', toGroup('a', 'event-1'));

    expect(second.MessageId).toBe(first.MessageId);
    expect(second.SequenceNumber).toBe(first.SequenceNumber);
    expect(await queue.receiveBodies()).toEqual(['one body']);
  });

  it('answers a duplicate with the digest of what was sent, which clients compare', () => {
    const queue = new EngineProbe().fifo();
    queue.send('one body', toGroup('a', 'event-1'));

    const { MD5OfMessageBody } = queue.send('hello', toGroup('a', 'event-1'));

    expect(MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
  });

  it('remembers an id after the message was received and deleted', async () => {
    const queue = new EngineProbe().fifo();
    const first = queue.send('x', toGroup('a', 'event-1'));
    queue.delete(await queue.receiveOne());

    const again = queue.send('x', toGroup('a', 'event-1'));

    expect(again.MessageId).toBe(first.MessageId);
    expect(await queue.receive()).toEqual([]);
  });

  it('ends 5 minutes after the first send; duplicates do not prolong it', () => {
    const probe = new EngineProbe();
    const queue = probe.fifo();
    const first = queue.send('x', toGroup('a', 'event-1'));

    probe.advanceSeconds(299.999);
    const justBefore = queue.send('x', toGroup('a', 'event-1'));
    probe.advanceSeconds(0.001);
    const after = queue.send('x', toGroup('a', 'event-1'));

    expect(justBefore.MessageId).toBe(first.MessageId);
    expect(after.MessageId).not.toBe(first.MessageId);
    expect(queue.counts()).toEqual([2, 0, 0]);
  });

  it('covers the whole queue by default', () => {
    const queue = new EngineProbe().fifo();

    const a = queue.send('x', toGroup('a', 'event-1'));
    const b = queue.send('x', toGroup('b', 'event-1'));

    expect(b.MessageId).toBe(a.MessageId);
  });

  it('covers each group by itself with the scope messageGroup', () => {
    const queue = new EngineProbe().fifo({ DeduplicationScope: 'messageGroup' });

    const a = queue.send('x', toGroup('a', 'event-1'));
    const b = queue.send('x', toGroup('b', 'event-1'));
    const again = queue.send('x', toGroup('a', 'event-1'));

    expect(b.MessageId).not.toBe(a.MessageId);
    expect(again.MessageId).toBe(a.MessageId);
  });

  it('takes the SHA-256 of the body when it is content-based and no id was given', async () => {
    const queue = new EngineProbe().fifo({ ContentBasedDeduplication: 'true' });

    queue.send('hello', { MessageGroupId: 'a' });
    queue.send('hello', { MessageGroupId: 'a' });
    queue.send('hello', toGroup('a', 'given'));
    const messages = await queue.receive();

    expect(messages.map(({ Attributes }) => Attributes?.['MessageDeduplicationId'])).toEqual([
      '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      'given',
    ]);
  });

  it('refuses a message without an id when it is not content-based', () => {
    const queue = new EngineProbe().fifo();

    const refusal = refusalOf(() => queue.send('x', { MessageGroupId: 'a' }));

    expect(refusal).toEqual({
      type: 'InvalidParameterValueException',
      message:
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    });
  });
});
