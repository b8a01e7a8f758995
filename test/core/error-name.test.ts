import { errorName } from '../../lambdas/core/error-name';

describe('the name of something thrown', () => {
  it.each<[unknown, string]>([
    [new TypeError('Jane Doe'), 'TypeError'],
    [Object.assign(new Error('x'), { name: '$ZodError' }), '$ZodError'],
    [Object.assign(new Error('x'), { name: '' }), 'Error'],
    [Object.assign(new Error('x'), { name: '\u0000漢' }), 'Error'],
    [Object.assign(new Error('x'), { name: 7 }), 'Error'],
    [Object.assign(new Error('x'), { name: 'N'.repeat(1000) }), 'N'.repeat(128)],
    ['Jane Doe', 'string'],
    [undefined, 'undefined'],
  ])('%p is fit for a log and for an attribute: %s', (thrown, name) => {
    expect(errorName(thrown)).toBe(name);
  });
});
