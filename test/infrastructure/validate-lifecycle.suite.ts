import { validateManifests } from '../../lib/validate-manifests';
import { auditTrail, callFlow } from './fixture-manifests';
import { minimalProps } from './synthesized';

describe('the manifest of a module with the policy sequence', () => {
  const { lifecycle } = callFlow;
  const validate = (change: Readonly<Record<string, unknown>>) =>
    validateManifests([Object.assign({}, callFlow, change)]);
  /** The lifecycle changed, over `types` a, b and c. */
  const validateLetters = (change: Readonly<Record<string, unknown>>) =>
    validate({
      types: ['a', 'b', 'c'],
      lifecycle: { starts: ['a'], next: { a: ['b'], b: ['c'] }, ends: ['c'], ...change },
    });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a chain', {}],
    ['a cycle with a way out', { next: { a: ['b'], b: ['a', 'c'] } }],
    ['a type that may repeat', { next: { a: ['b'], b: ['b', 'c'] } }],
    ['several starts and ends', { starts: ['a', 'b'], next: { a: ['c'], b: ['c'] }, ends: ['c', 'b'] }],
    ['an end that is followed', { next: { a: ['b'], b: ['c'], c: ['b'] } }],
    ['types that are all start and end', { starts: ['a', 'b', 'c'], next: {}, ends: ['a', 'b', 'c'] }],
    ['a type that nothing follows, said so', { next: { a: ['b'], b: ['c'], c: [] } }],
  ])('can have %s', (_, change) => {
    expect(validateLetters(change)).toEqual([]);
  });

  it.each([1, 3600])('can have a window of %d seconds', (windowSeconds) => {
    expect(validate({ windowSeconds })).toEqual([]);
  });

  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [
      { starts: [] },
      /^Module "call-flow": lifecycle\.starts is empty, but some type must be able to come first: name it\.$/,
    ],
    [{ ends: [] }, /: lifecycle\.ends is empty, but some type must be able to be the last one: name it\.$/],
    [
      { starts: undefined },
      /: lifecycle\.starts is undefined, but must be a list of texts: write for example \["call\.started"\]\.$/,
    ],
    [{ starts: 'a' }, /: lifecycle\.starts is "a", but must be a list of texts/],
    [{ ends: ['c', 7] }, /: lifecycle\.ends\[1\] is 7, but must be a text that is not empty: write one\.$/],
    [
      { next: undefined },
      /: lifecycle\.next is undefined, but must have, for each type .+: write at least \{\}\.$/,
    ],
    [{ next: ['a'] }, /: lifecycle\.next is \["a"\], but must have/],
    [{ next: { a: 'b', b: ['c'] } }, /: lifecycle\.next\["a"\] is "b", but must be a list of texts/],
    [{ starts: ['a', 'a'] }, /: lifecycle\.starts has "a" more than once: leave one\.$/],
    [{ next: { a: ['b', 'b'], b: ['c'] } }, /: lifecycle\.next\["a"\] has "b" more than once: leave one\.$/],
    [{ ends: ['c', 'c'] }, /: lifecycle\.ends has "c" more than once: leave one\.$/],
    [
      { starts: ['a', 'x'] },
      /: lifecycle names "x", which types has not: add it there, or take it out here\.$/,
    ],
    [{ ends: ['c', 'x'] }, /: lifecycle names "x", which types has not/],
    [{ next: { a: ['b'], b: ['c'], x: ['c'] } }, /: lifecycle names "x", which types has not/],
    [{ next: { a: ['b', 'x'], b: ['c'] } }, /: lifecycle names "x", which types has not/],
    [
      { next: { a: ['c'] } },
      /: lifecycle does not name "b", which types has: say what it follows, or take it out of types\.$/,
    ],
    [
      { next: { a: ['c'], b: ['c'] } },
      /: lifecycle: no way leads from a start to "b": add it to starts, or to next of a type that it may follow\.$/,
    ],
    [
      { next: { a: ['b', 'c'] } },
      /: lifecycle: no way leads from "b" to an end: add it to ends, or a type that may follow it to its next\.$/,
    ],
    [{ starts: ['a', 'c'], next: { a: ['b'], b: ['a'] } }, /: lifecycle: no way leads from "a" to an end/],
  ])('is refused: %j', (change, problem) => {
    expect(validateLetters(change)).toContainEqual(expect.stringMatching(problem));
  });

  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [
      { lifecycle: undefined },
      /: lifecycle is undefined, but policy sequence must say .+: write for example \{ starts:/,
    ],
    [{ lifecycle: [] }, /: lifecycle is \[\], but policy sequence must say/],
    [{ windowSeconds: 0 }, /: windowSeconds is 0, but must be a whole number from 1 to 3600: choose one\.$/],
    [{ windowSeconds: 3601 }, /: windowSeconds is 3601/],
    [{ windowSeconds: 1.5 }, /: windowSeconds is 1\.5/],
    [{ windowSeconds: '60' }, /: windowSeconds is "60"/],
    [{ types: undefined }, /: types is undefined, but must be a list of texts/],
  ])('is refused for one reason: %j', (change, problem) => {
    expect(validate(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('is told of every wrong name at once, and of no consequence of them', () => {
    const problems = validate({
      lifecycle: { ...lifecycle, starts: ['call.start'], ends: ['call.end'] },
    });

    expect(problems).toEqual([
      'Module "call-flow": lifecycle names "call.start", which types has not: add it there, or take it out here.',
      'Module "call-flow": lifecycle names "call.end", which types has not: add it there, or take it out here.',
    ]);
  });

  it.each([minimalProps.modules[0], auditTrail])(
    'alone may have a lifecycle and a window: not one with the policy $policy',
    (manifest) => {
      const what = `Module "${manifest.name}"`;

      expect(validateManifests([Object.assign({}, manifest, { lifecycle, windowSeconds: 60 })])).toEqual([
        `${what}: lifecycle is given, but only policy sequence has one: take it out, or choose sequence.`,
        `${what}: windowSeconds is given, but only policy sequence has one: take it out, or choose sequence.`,
      ]);
    },
  );
});
