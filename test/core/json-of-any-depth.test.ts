import fc from 'fast-check';
import { jsonOfAnyDepth } from '../../lambdas/core/json-of-any-depth';

describe('jsonOfAnyDepth', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonOfAnyDepth(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('writes keys that objects have already', () => {
    const json = '{"__proto__":{"constructor":[null,"a\\"b",{}]},"toJSON":7,"":[]}';

    expect(jsonOfAnyDepth(JSON.parse(json))).toBe(json);
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('writes %s nested deeper than a stack is', (_, before, after) => {
    const json = `${before.repeat(100_000)}1${after.repeat(100_000)}`;

    expect(jsonOfAnyDepth(JSON.parse(json))).toBe(json);
  });

  it('writes a list that is longer than a call has room for arguments', () => {
    const json = `[${'1,'.repeat(500_000)}1]`;

    expect(jsonOfAnyDepth(JSON.parse(json))).toBe(json);
  });

  it('writes numbers beyond a double so that they are read as such again', () => {
    const value: unknown = JSON.parse('[1e400,-1e400]');

    expect(JSON.parse(jsonOfAnyDepth(value))).toEqual(value);
  });
});
