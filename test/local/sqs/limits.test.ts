import { EngineProbe, refusalOf } from './queue-probe';

const maxBytes = 1_048_576;

const entries = (...bodies: readonly string[]) =>
  bodies.map((MessageBody, index) => ({ Id: `entry-${index}`, MessageBody }));

describe('The size limit', () => {
  it('allows a message of 1,048,576 bytes and no byte more', () => {
    const queue = new EngineProbe().standard();

    const refusal = refusalOf(() => queue.send('x'.repeat(maxBytes + 1)));

    expect(() => queue.send('x'.repeat(maxBytes))).not.toThrow();
    expect(refusal).toEqual({
      type: 'InvalidParameterValueException',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    });
  });

  it('counts bytes, not characters', () => {
    const queue = new EngineProbe().standard({ MaximumMessageSize: '1024' });

    expect(() => queue.send('é'.repeat(512))).not.toThrow();
    expect(() => queue.send('é'.repeat(513))).toThrow(/shorter than 1024 bytes/);
  });

  it.each([
    [
      'String',
      { DataType: 'String', StringValue: 'value' },
      'name'.length + 'String'.length + 'value'.length,
    ],
    ['Binary', { DataType: 'Binary', BinaryValue: 'AAECAw==' }, 'name'.length + 'Binary'.length + 4],
  ])('counts name, type and value of a %s attribute', (_type, attribute, bytes) => {
    const queue = new EngineProbe().standard({ MaximumMessageSize: '1024' });
    const request = { MessageAttributes: { name: attribute } };

    expect(() => queue.send('x'.repeat(1024 - bytes), request)).not.toThrow();
    expect(() => queue.send('x'.repeat(1024 - bytes + 1), request)).toThrow(/shorter than 1024 bytes/);
  });

  it('of a batch is that of one message', () => {
    const probe = new EngineProbe();
    const { url } = probe.standard();
    const half = 'x'.repeat(maxBytes / 2);
    const send = (...bodies: string[]) =>
      probe.engine.sendMessageBatch({ QueueUrl: url, Entries: entries(...bodies) });

    expect(send(half, half).Successful).toHaveLength(2);
    expect(refusalOf(() => send(half, `${half}x`))).toEqual({
      type: 'BatchRequestTooLong',
      message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    });
  });
});

describe('A message body', () => {
  it('must not be empty', () => {
    const queue = new EngineProbe().standard();

    expect(refusalOf(() => queue.send('')).type).toBe('MissingRequiredParameterException');
  });

  it.each(['\t\n\r', '\u0020', '\uD7FF', '\uE000', '\uFFFD', '\u{10000}', '\u{10FFFF}', '😀'])(
    'may hold %j',
    (text) => {
      const queue = new EngineProbe().standard();

      expect(() => queue.send(text)).not.toThrow();
    },
  );

  it.each(['\u0000', '\u0008', '\u000B', '\u001F', '\uFFFE', '\uFFFF', '\uD800', 'x\uDC00y'])(
    'may not hold %j',
    (text) => {
      const queue = new EngineProbe().standard();

      expect(refusalOf(() => queue.send(text)).type).toBe('InvalidMessageContents');
    },
  );
});

describe('A group or deduplication id', () => {
  const fifoSend = (ids: { MessageGroupId?: string; MessageDeduplicationId?: string }) => {
    const queue = new EngineProbe().fifo();
    return () => queue.send('x', { MessageGroupId: 'group', MessageDeduplicationId: 'id', ...ids });
  };
  const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

  it.each(['a', 'x'.repeat(128), punctuation, 'AZaz09'])('may be %j', (id) => {
    expect(fifoSend({ MessageGroupId: id, MessageDeduplicationId: id })).not.toThrow();
  });

  it.each(['', 'x'.repeat(129), 'with blank', 'é', 'tab\t'])('may not be %j', (id) => {
    const reason = /can only include alphanumeric and punctuation characters. 1 to 128 in length/;

    expect(fifoSend({ MessageGroupId: id })).toThrow(reason);
    expect(fifoSend({ MessageDeduplicationId: id })).toThrow(reason);
  });

  it('must be there in a FIFO queue; a deduplication id must not in a standard one', () => {
    const probe = new EngineProbe();

    const noGroup = refusalOf(() => probe.fifo().send('x', { MessageDeduplicationId: 'id' }));
    const standard = refusalOf(() => probe.standard().send('x', { MessageDeduplicationId: 'id' }));

    expect(noGroup).toEqual({
      type: 'MissingRequiredParameterException',
      message: 'The request must contain the parameter MessageGroupId.',
    });
    expect(standard.message).toMatch(/not valid for this queue type/);
  });
});

describe('A delay', () => {
  it.each([-1, 901])('of %d seconds is refused', (seconds) => {
    const queue = new EngineProbe().standard();

    expect(() => queue.send('x', { DelaySeconds: seconds })).toThrow(
      /Value -?\d+ for parameter DelaySeconds/,
    );
  });

  it('of one message is refused by a FIFO queue, unless it is 0', () => {
    const queue = new EngineProbe().fifo();
    const delayed = (DelaySeconds: number) => ({
      MessageGroupId: 'a',
      MessageDeduplicationId: 'b',
      DelaySeconds,
    });

    expect(() => queue.send('x', delayed(0))).not.toThrow();
    expect(refusalOf(() => queue.send('x', delayed(2)))).toEqual({
      type: 'InvalidParameterValueException',
      message:
        'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    });
  });
});
