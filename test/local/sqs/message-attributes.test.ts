import { EngineProbe, refusalOf } from './queue-probe';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe('Message attributes', () => {
  it('come back with the digest that clients compare', async () => {
    const queue = new EngineProbe().standard();
    const MessageAttributes = { Foo: text('Bar') };

    const sent = queue.send('msg', { MessageAttributes });
    const received = await queue.receiveOne();

    expect(sent.MD5OfMessageAttributes).toBe('ae7155c6026991b6d54b11589678bf9c');
    expect(received).toMatchObject({
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
  });

  it('may be binary', async () => {
    const queue = new EngineProbe().standard();
    const value = Buffer.from('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
    const MessageAttributes = { attr1: { DataType: 'Binary', BinaryValue: value.toString('base64') } };

    queue.send('test', { MessageAttributes });

    expect(await queue.receiveOne()).toMatchObject({
      MessageAttributes,
      MD5OfMessageAttributes: '8cbe4db156db8a94db8b801b7addb984',
    });
  });

  it.each([
    { wanted: [], names: [], digest: undefined },
    { wanted: ['All'], names: ['General', 'Hello', 'Help.Me'], digest: '4c360f3fdafd970e05fae2f149d997f5' },
    { wanted: ['.*'], names: ['General', 'Hello', 'Help.Me'], digest: '4c360f3fdafd970e05fae2f149d997f5' },
    { wanted: ['Foo'], names: [], digest: undefined },
    { wanted: ['Hello', 'Foo'], names: ['Hello'], digest: 'a311262e065454b75da111d535b8dacd' },
    { wanted: ['Hel.*'], names: ['Hello', 'Help.Me'], digest: '83fee93c1bcd8b9a5a923ffacdc636c7' },
  ])(
    'are shown as asked for with $wanted, under a digest of what is shown',
    async ({ wanted, names, digest }) => {
      const queue = new EngineProbe().standard();
      const MessageAttributes = { General: text('Kenobi'), Hello: text('There'), 'Help.Me': text('Me') };
      queue.send('msg', { MessageAttributes });

      const received = await queue.receiveOne({ MessageAttributeNames: wanted });

      expect(Object.keys(received.MessageAttributes ?? {})).toEqual(names);
      expect(received.MD5OfMessageAttributes).toBe(digest);
    },
  );

  it.each([
    ['no value', { name: { DataType: 'String' } }],
    ['an empty value', { name: text('') }],
    ['an unknown type', { name: { DataType: 'Text', StringValue: 'x' } }],
    ['a number that is none', { name: { DataType: 'Number', StringValue: 'x' } }],
    ['broken base64', { name: { DataType: 'Binary', BinaryValue: '???' } }],
    ['a reserved name', { 'aws.name': text('x') }],
    ['two periods in a row', { 'a..b': text('x') }],
    ['a leading period', { '.a': text('x') }],
    ['a trailing period', { 'a.': text('x') }],
    ['a blank in the name', { 'a b': text('x') }],
    ['an illegal character', { name: text('\uFFFF') }],
    ['more than ten of them', Object.fromEntries('abcdefghijk'.split('').map((name) => [name, text('x')]))],
  ])('are refused with %s', (_reason, MessageAttributes) => {
    const queue = new EngineProbe().standard();

    expect(refusalOf(() => queue.send('x', { MessageAttributes })).message).toMatch(/attribute/);
    expect(queue.counts()).toEqual([0, 0, 0]);
  });

  it('may be ten, with labelled types', () => {
    const queue = new EngineProbe().standard();
    const ten = 'abcdefghij'
      .split('')
      .map((name) => [name, { DataType: 'Number.int', StringValue: '-1.5e3' }]);

    expect(() => queue.send('x', { MessageAttributes: Object.fromEntries(ten) })).not.toThrow();
  });
});

describe('System attributes', () => {
  it('carry an X-Ray trace header, with its own digest', async () => {
    const queue = new EngineProbe().standard();
    const header = 'Root=1-5e3d83c1-e6a0db584850d61342823d4c;Sampled=1';

    const sent = queue.send('x', { MessageSystemAttributes: { AWSTraceHeader: text(header) } });
    const { Attributes } = await queue.receiveOne();

    expect(Attributes).toMatchObject({ AWSTraceHeader: header });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
    expect(sent.MD5OfMessageAttributes).toBeUndefined();
  });

  it('refuse any other name', () => {
    const queue = new EngineProbe().standard();

    expect(() => queue.send('x', { MessageSystemAttributes: { SenderId: text('x') } })).toThrow(
      /AWSTraceHeader/,
    );
  });

  it.each([
    { MessageSystemAttributeNames: ['SenderId'] },
    { MessageSystemAttributeNames: [], AttributeNames: ['SenderId'] },
  ])('are shown as asked for with $MessageSystemAttributeNames and $AttributeNames', async (request) => {
    const queue = new EngineProbe().standard();
    queue.send('x');

    const { Attributes } = await queue.receiveOne(request);

    expect(Object.keys(Attributes ?? {})).toEqual(['SenderId']);
  });

  it('are absent when none are asked for', async () => {
    const queue = new EngineProbe().standard();
    queue.send('x');

    expect(await queue.receiveOne({ MessageSystemAttributeNames: [] })).not.toHaveProperty('Attributes');
  });
});
