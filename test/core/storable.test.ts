import { whyNotStorable } from '../../lambdas/core/storable';

const nested = (levels: number): unknown => (levels === 0 ? 1 : { deeper: nested(levels - 1) });

describe('a state', () => {
  it.each<[unknown]>([
    [{}],
    [{ text: 'x', number: 1.5, none: null, yes: true, list: [1, [2], {}], absent: undefined }],
    [JSON.parse('{"made":{"by":["JSON"]}}')],
    [Object.assign(Object.create(null), { plain: true })],
    [{ zero: 0, least: 1e-130, most: -9.9e125 }],
    [nested(28)],
  ])('can be stored: %j', (state) => {
    expect(whyNotStorable(state)).toBeUndefined();
  });

  it.each<[unknown, RegExp]>([
    [{ at: new Date(0) }, /object of a class/],
    [{ seen: new Set() }, /object of a class/],
    [{ n: Number.NaN }, /number/],
    [{ n: Number.POSITIVE_INFINITY }, /number/],
    [{ n: 1e126 }, /number/],
    [{ n: 1e-131 }, /number/],
    [{ n: 1n }, /bigint/],
    [{ f: () => 1 }, /function/],
    [{ list: [undefined] }, /undefined/],
    [JSON.parse('{"__proto__":1}'), /__proto__/],
    [nested(29), /deeper than 28/],
  ])('cannot be stored (%#)', (state, problem) => {
    expect(whyNotStorable(state)).toMatch(problem);
  });
});
