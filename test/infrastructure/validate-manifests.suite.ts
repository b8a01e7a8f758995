import { validateManifests } from '../../lib/validate-manifests';
import { minimalProps } from './synthesized';

const [manifest] = minimalProps.modules;

describe('a module manifest', () => {
  /** Also of shapes that the types forbid, as a JavaScript user or a generated manifest can have them. */
  const validate = (change: Readonly<Record<string, unknown>>) =>
    validateManifests([Object.assign({}, manifest, change)]);

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['the plainest', {}],
    ['the longest name', { name: 'a'.repeat(32) }],
    ['a name with digits', { name: 'crm2-sync' }],
    ['a deep path', { entity: { type: 'call', idFrom: ['data.call.id', 'subject', 'actorid', 'id'] } }],
    ['the smallest sizes', { timeoutSeconds: 1, maxConcurrency: 2, memoryMiB: 128 }],
    ['the largest sizes', { timeoutSeconds: 150, maxConcurrency: 1000, memoryMiB: 10_240 }],
  ])('can be used: %s', (_, change) => {
    expect(validate(change)).toEqual([]);
  });

  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{ name: 'CallLog' }, /^Module name "CallLog" must be lower-case words .+: rename it/],
    [{ name: 'call_log' }, /^Module name "call_log" must/],
    [{ name: '-call' }, /^Module name "-call" must/],
    [{ name: 'call-' }, /^Module name "call-" must/],
    [{ name: 'call-1' }, /^Module name "call-1" must be .+ each beginning with a letter/],
    [{ name: 'a'.repeat(33) }, /^Module name "a{33}" must be .+ 32 characters at most/],
    [{ description: ' ' }, /description is " ", but must be a text/],
    [{ description: 'x'.repeat(201) }, /description has 201 characters, but must have 200 at most/],
    [{ policy: 'newest' }, /policy is "newest", but must be one of latest, sequence, none: choose one\./],
    [{ types: [] }, /types is empty, .+: name a type\./],
    [{ types: ['call.ended', ''] }, /types\[1\] is "", but must be a text/],
    [{ types: ['a', 'b', 'a'] }, /types has "a" more than once, .+: leave one\./],
    [{ entity: { type: '', idFrom: ['id'] } }, /entity\.type is "", but must be a text/],
    [{ entity: { type: 'call', idFrom: [] } }, /entity\.idFrom is empty/],
    [
      { entity: { type: 'call', idFrom: ['agentId'] } },
      /entity\.idFrom has "agentId", but must have subject/,
    ],
    [{ entity: { type: 'call', idFrom: ['data.'] } }, /entity\.idFrom has "data\."/],
    [{ entity: { type: 'call', idFrom: ['data.a..b'] } }, /entity\.idFrom has "data\.a\.\.b"/],
    [{ timeoutSeconds: 0 }, /timeoutSeconds is 0, but must be a whole number from 1 to 150/],
    [{ timeoutSeconds: 151 }, /timeoutSeconds is 151/],
    [{ timeoutSeconds: 1.5 }, /timeoutSeconds is 1\.5/],
    [{ timeoutSeconds: '5' }, /timeoutSeconds is "5"/],
    [{ timeoutSeconds: NaN }, /timeoutSeconds is NaN/],
    [{ maxConcurrency: 1 }, /maxConcurrency is 1, but must be a whole number from 2 to 1000/],
    [{ maxConcurrency: 1001 }, /maxConcurrency is 1001/],
    [{ memoryMiB: 127 }, /memoryMiB is 127, but must be a whole number from 128 to 10240/],
    [{ memoryMiB: 10_241 }, /memoryMiB is 10241/],
  ])('is refused: %j', (change, problem) => {
    expect(validate(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('is refused if another has its name', () => {
    expect(validateManifests([manifest, manifest, manifest])).toEqual([
      'Module name "call-log" is used more than once, but names a queue and a function: rename one.',
    ]);
  });
});
