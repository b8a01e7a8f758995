import { createOutputReader } from '../../../tools/local/lambda/output-reader';

const read = () => {
  const seen: unknown[] = [];
  const reader = createOutputReader({
    onLine: (text, requestId) => seen.push([text, requestId]),
    onMark: (requestId) => seen.push({ mark: requestId }),
  });
  return { seen, reader };
};

describe('the output of a function', () => {
  it('is cut into lines wherever its chunks end, even inside a character', () => {
    const { seen, reader } = read();

    for (const byte of Buffer.from('é1\n😀2\n\nlast')) reader.push(Buffer.from([byte]));
    reader.end();

    expect(seen).toEqual([
      ['é1', undefined],
      ['😀2', undefined],
      ['last', undefined],
    ]);
  });

  it('belongs to an invocation until its mark', () => {
    const { seen, reader } = read();

    reader.begin('first');
    reader.push(Buffer.from('a\nopen\0first\nafter\n'));
    reader.begin('second');
    reader.push(Buffer.from('b\n\0second\n'));

    expect(seen).toEqual([
      ['a', 'first'],
      ['open', 'first'],
      { mark: 'first' },
      ['after', undefined],
      ['b', 'second'],
      { mark: 'second' },
    ]);
  });
});
