import { EngineProbe, refusalOf } from './queue-probe';

const entries = (...bodies: readonly string[]) =>
  bodies.map((MessageBody, index) => ({ Id: `entry-${index}`, MessageBody }));

describe('A batch', () => {
  const sendBatch = (batch: readonly { Id: string; MessageBody: string }[]) => {
    const probe = new EngineProbe();
    return () => probe.engine.sendMessageBatch({ QueueUrl: probe.standard().url, Entries: [...batch] });
  };

  it('holds 1 to 10 entries', () => {
    const ten = entries(...'abcdefghij'.split(''));

    expect(sendBatch(ten)().Successful).toHaveLength(10);
    expect(refusalOf(sendBatch([]))).toEqual({
      type: 'EmptyBatchRequest',
      message: 'There should be at least one SendMessageBatchRequestEntry in the request.',
    });
    expect(refusalOf(sendBatch([...ten, { Id: 'k', MessageBody: 'k' }]))).toEqual({
      type: 'TooManyEntriesInBatchRequest',
      message: 'Maximum number of entries per request are 10. You have sent 11.',
    });
  });

  it.each(['', 'x'.repeat(81), 'in:valid', 'é'])('refuses the entry id %j', (Id) => {
    expect(refusalOf(sendBatch([{ Id, MessageBody: 'x' }])).type).toBe('InvalidBatchEntryId');
  });

  it('refuses an id that comes twice', () => {
    const twice = [
      { Id: 'same', MessageBody: 'x' },
      { Id: 'same', MessageBody: 'y' },
    ];

    expect(refusalOf(sendBatch(twice))).toEqual({
      type: 'BatchEntryIdsNotDistinct',
      message: 'Id same repeated.',
    });
  });

  it('tells the fate of each entry when some fail', () => {
    const result = sendBatch(entries('good', '\u0000', 'also good'))();

    expect(result.Successful.map(({ Id }) => Id)).toEqual(['entry-0', 'entry-2']);
    expect(result.Failed).toMatchObject([
      { Id: 'entry-1', SenderFault: true, Code: 'InvalidMessageContents' },
    ]);
  });

  it('is refused as a whole by a FIFO queue when an entry has no group', () => {
    const probe = new EngineProbe();
    const { url } = probe.fifo({ ContentBasedDeduplication: 'true' });
    const batch = [{ Id: 'a', MessageBody: 'a', MessageGroupId: 'a' }, ...entries('b')];

    const refusal = refusalOf(() => probe.engine.sendMessageBatch({ QueueUrl: url, Entries: batch }));

    expect(refusal.message).toBe('The request must contain the parameter MessageGroupId.');
    expect(
      probe.engine.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] }).Attributes,
    ).toMatchObject({
      ApproximateNumberOfMessages: '0',
    });
  });

  it('deletes and changes visibility entry by entry', async () => {
    const probe = new EngineProbe();
    const queue = probe.fifo({ VisibilityTimeout: '5' });
    queue.sendTo('a', 'a1');
    queue.sendTo('b', 'b1');
    const [stale] = await queue.receive({ MaxNumberOfMessages: 1 });
    probe.advanceSeconds(5);
    const fresh = (await queue.receive()).find(({ Body }) => Body === 'b1');
    const handles = [fresh, stale].map((message, index) => ({
      Id: `${index}`,
      ReceiptHandle: message?.ReceiptHandle ?? '',
    }));

    const changed = probe.engine.changeMessageVisibilityBatch({
      QueueUrl: queue.url,
      Entries: handles.map((handle) => ({ ...handle, VisibilityTimeout: 60 })),
    });
    const deleted = probe.engine.deleteMessageBatch({ QueueUrl: queue.url, Entries: handles });

    for (const { Successful, Failed } of [changed, deleted]) {
      expect(Successful).toEqual([{ Id: '0' }]);
      expect(Failed).toEqual([
        {
          Id: '1',
          SenderFault: true,
          Code: 'ReceiptHandleIsInvalid',
          Message: 'The receipt handle has expired',
        },
      ]);
    }
  });

  it.each([0, 11])('of %d messages cannot be received', async (count) => {
    const receiving = new EngineProbe().standard().receive({ MaxNumberOfMessages: count });

    await expect(receiving).rejects.toThrow(
      /for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10/,
    );
  });
});
