import { EngineProbe, refusalOf } from './queue-probe';

describe('Creating a queue', () => {
  it('again with agreeing attributes gives the same queue', () => {
    const probe = new EngineProbe();
    const first = probe.standard({ DelaySeconds: '5' });
    first.send('kept');

    const again = probe.standard({ DelaySeconds: '5', VisibilityTimeout: '30' });
    const plain = probe.standard();

    expect([again.url, plain.url]).toEqual([first.url, first.url]);
    expect(plain.counts()).toEqual([0, 0, 1]);
  });

  it('again with other attributes is refused', () => {
    const probe = new EngineProbe();
    probe.standard({ DelaySeconds: '5' });

    expect(refusalOf(() => probe.standard({ DelaySeconds: '6' }))).toEqual({
      type: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    });
  });

  it('fills in the defaults of its type', () => {
    const probe = new EngineProbe();
    const all = (url: string) =>
      probe.engine.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] }).Attributes;

    expect(all(probe.standard().url)).toEqual({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:tasks',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: '1795435200',
      LastModifiedTimestamp: '1795435200',
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
    });
    expect(all(probe.fifo().url)).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  it.each([
    ['tasks', 'true'],
    ['tasks.fifo', undefined],
    ['with blank', undefined],
    ['.fifo', 'true'],
    ['', undefined],
    [`${'x'.repeat(76)}.fifo`, 'true'],
    ['x'.repeat(81), undefined],
  ])('with the name %j and FifoQueue %s is refused', (name, fifo) => {
    const probe = new EngineProbe();
    const attributes = fifo === undefined ? {} : { FifoQueue: fifo };

    expect(refusalOf(() => probe.standard(attributes, name)).type).toBe('InvalidParameterValueException');
  });

  it.each([
    ['VisibilityTimeout', '43201', 'InvalidAttributeValue'],
    ['VisibilityTimeout', 'ten', 'InvalidAttributeValue'],
    ['DelaySeconds', '901', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1023', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1048577', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', '59', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', '1209601', 'InvalidAttributeValue'],
    ['ReceiveMessageWaitTimeSeconds', '21', 'InvalidAttributeValue'],
    ['RedrivePolicy', '{', 'InvalidAttributeValue'],
    ['RedriveAllowPolicy', '{"redrivePermission":"byQueue"}', 'InvalidAttributeValue'],
    ['ContentBasedDeduplication', 'true', 'InvalidAttributeName'],
    ['Colour', 'red', 'InvalidAttributeName'],
    ['constructor', 'x', 'InvalidAttributeName'],
  ])('with %s %s is refused', (name, value, type) => {
    const probe = new EngineProbe();

    expect(refusalOf(() => probe.standard({ [name]: value })).type).toBe(type);
  });

  it('with throughput per group needs deduplication per group', () => {
    const probe = new EngineProbe();
    const perGroup = { FifoThroughputLimit: 'perMessageGroupId' };

    expect(refusalOf(() => probe.fifo(perGroup)).type).toBe('InvalidAttributeValue');
    expect(() => probe.fifo({ ...perGroup, DeduplicationScope: 'messageGroup' })).not.toThrow();
  });
});

describe('A queue', () => {
  it('changes what SetQueueAttributes names and says when', () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    probe.advanceSeconds(60);

    probe.engine.setQueueAttributes({ QueueUrl: queue.url, Attributes: { VisibilityTimeout: '69' } });

    expect(queue.attribute('VisibilityTimeout')).toBe('69');
    expect(queue.attribute('LastModifiedTimestamp')).toBe('1795435260');
    expect(queue.attribute('CreatedTimestamp')).toBe('1795435200');
  });

  it('never changes its type', () => {
    const probe = new EngineProbe();
    const change = (url: string, FifoQueue: string) =>
      refusalOf(() => probe.engine.setQueueAttributes({ QueueUrl: url, Attributes: { FifoQueue } }));

    expect(change(probe.standard().url, 'true').message).toBe('Unknown Attribute FifoQueue.');
    expect(change(probe.fifo().url, 'false').message).toMatch(/Modifying queue type is not supported/);
  });

  it('is found by name and by URL whatever the host, and not after its deletion', () => {
    const probe = new EngineProbe();
    const { url } = probe.standard();
    const attributes = (QueueUrl: string) => () => probe.engine.getQueueAttributes({ QueueUrl });

    expect(probe.engine.getQueueUrl({ QueueName: 'tasks' }).QueueUrl).toBe(url);
    expect(attributes('http://localhost:1/000000000000/tasks')).not.toThrow();
    expect(refusalOf(attributes('http://localhost:1/111111111111/tasks')).type).toBe('QueueDoesNotExist');

    probe.engine.deleteQueue({ QueueUrl: url });

    expect(refusalOf(attributes(url)).type).toBe('QueueDoesNotExist');
    expect(refusalOf(() => probe.engine.getQueueUrl({ QueueName: 'tasks' })).message).toBe(
      'The specified queue does not exist.',
    );
  });

  it('is listed by prefix and in pages', () => {
    const probe = new EngineProbe();
    for (const name of ['b-1', 'a-1', 'b-3', 'b-2']) probe.standard({}, name);
    const list = (request: object) => probe.engine.listQueues({ QueueNamePrefix: 'b-', ...request });

    const all = list({});
    const first = list({ MaxResults: 2 });
    const second = list({ MaxResults: 2, NextToken: first.NextToken });

    expect(all.QueueUrls.map((url) => url.split('/').at(-1))).toEqual(['b-1', 'b-2', 'b-3']);
    expect(all.NextToken).toBeUndefined();
    expect([...first.QueueUrls, ...second.QueueUrls]).toEqual(all.QueueUrls);
    expect(second.NextToken).toBeUndefined();
  });

  it('loses all its messages when it is purged, at most once a minute', async () => {
    const probe = new EngineProbe();
    const queue = probe.standard();
    queue.send('waits');
    queue.send('in flight');
    queue.send('delayed', { DelaySeconds: 60 });
    await queue.receiveOne();
    const purge = () => probe.engine.purgeQueue({ QueueUrl: queue.url });

    purge();
    const counts = queue.counts();
    probe.advanceSeconds(59);
    const tooSoon = refusalOf(purge);
    probe.advanceSeconds(1);

    expect(counts).toEqual([0, 0, 0]);
    expect(tooSoon).toEqual({
      type: 'PurgeQueueInProgress',
      message: 'Only one PurgeQueue operation on tasks is allowed every 60 seconds.',
    });
    expect(purge).not.toThrow();
  });

  it('keeps tags', () => {
    const probe = new EngineProbe();
    const { QueueUrl } = probe.engine.createQueue({ QueueName: 'tagged', tags: { a: '1' } });

    probe.engine.tagQueue({ QueueUrl, Tags: { b: '2', c: '' } });
    probe.engine.untagQueue({ QueueUrl, TagKeys: ['a'] });

    expect(probe.engine.listQueueTags({ QueueUrl })).toEqual({ Tags: { b: '2', c: '' } });
  });

  it('shows only the attributes that are asked for, and refuses unknown names', () => {
    const probe = new EngineProbe();
    const { url } = probe.standard();
    const get = (...AttributeNames: string[]) =>
      probe.engine.getQueueAttributes({ QueueUrl: url, AttributeNames });

    expect(get('DelaySeconds', 'RedrivePolicy')).toEqual({ Attributes: { DelaySeconds: '0' } });
    expect(get()).toEqual({ Attributes: {} });
    expect(refusalOf(() => get('Colour'))).toEqual({
      type: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
  });
});
