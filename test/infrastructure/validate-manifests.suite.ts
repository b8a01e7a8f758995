import { validateManifests } from '../../lib/validate-manifests';
import { auditTrail } from './fixture-manifests';
import { minimalProps, stackWith } from './synthesized';

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
    [
      'the vocabulary of its own',
      { logCodes: ['CRM_2_CALLED'], metrics: ['CrmCalled2'], dependencies: ['crm'] },
    ],
    ['no vocabulary', { logCodes: [], metrics: [], dependencies: [] }],
    ['the smallest sizes', { maxAttempts: 1, timeoutSeconds: 3, maxConcurrency: 2, memoryMiB: 128 }],
    ['the largest sizes', { maxAttempts: 10, timeoutSeconds: 150, maxConcurrency: 1000, memoryMiB: 10_240 }],
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
    [{ name: undefined }, /^Module name undefined must be/],
    [{ name: 'governor' }, /^Module name "governor" is reserved/],
    [{ name: 'guard' }, /^Module name "guard" is reserved/],
    [{ name: 'ingest' }, /^Module name "ingest" is reserved, .+: rename the module\.$/],
    [{ name: 'parked' }, /^Module name "parked" is reserved/],
    [{ name: 'release' }, /^Module name "release" is reserved/],
    [{ name: 'state' }, /^Module name "state" is reserved/],
    [{ description: undefined }, /description is undefined, but must be a text/],
    [{ timeoutSecond: 5 }, /timeoutSecond is no field of a manifest: correct its name, or take it out\.$/],
    [{ description: ' ' }, /description is " ", but must be a text/],
    [{ description: 'x'.repeat(201) }, /description has 201 characters, but must have 200 at most/],
    [{ policy: 'newest' }, /policy is "newest", but must be one of latest, sequence, none: choose one\./],
    [{ policy: undefined }, /policy is undefined, but must be one of/],
    // Which of the others a manifest needs, the policy says.
    [{ policy: 'newest', entity: undefined }, /policy is "newest"/],
    [{ policy: 'Sequence', lifecycle: {}, windowSeconds: 60 }, /policy is "Sequence"/],
    [{ types: undefined }, /types is undefined, but must be a list of texts: write for example/],
    [{ types: 'call.ended' }, /types is "call\.ended", but must be a list of texts/],
    [{ types: [] }, /types is empty, .+: name a type\./],
    [{ types: ['call.ended', ''] }, /types\[1\] is "", but must be a text/],
    [{ types: ['call.*'] }, /types has "call\.\*", but a type is an exact name, .+: name each type\.$/],
    [{ types: ['call ended'] }, /types has "call ended", but a type is an exact name/],
    [{ types: ['call.ended\n'] }, /types has "call\.ended\\n", but a type is an exact name/],
    [{ types: [' '] }, /types\[0\] is " ", but must be a text/],
    [{ types: ['a', 'b', 'a'] }, /types has "a" more than once, .+: leave one\./],
    [{ entity: undefined }, /entity is undefined, but must say what the module keeps state about: write/],
    [{ entity: 'call' }, /entity is "call", but must say/],
    [{ entity: { type: 'call' } }, /entity\.idFrom is undefined, but must be a list of texts/],
    [{ entity: { type: 'call', idFrom: 'id' } }, /entity\.idFrom is "id", but must be a list of texts/],
    [{ entity: { type: 'call', idFrom: [7] } }, /entity\.idFrom has 7, but must have subject/],
    [
      { entity: { type: 'call', idFrom: ['id', 'id'] } },
      /entity\.idFrom has "id" more than once: leave one\.$/,
    ],
    [{ entity: { idFrom: ['id'] } }, /entity\.type is undefined, but must be a text/],
    [{ entity: { type: '', idFrom: ['id'] } }, /entity\.type is "", but must be a text/],
    [{ entity: { type: 'call', idFrom: [] } }, /entity\.idFrom is empty/],
    [
      { entity: { type: 'call', idFrom: ['agentId'] } },
      /entity\.idFrom has "agentId", but must have subject/,
    ],
    [{ entity: { type: 'call', idFrom: ['data.'] } }, /entity\.idFrom has "data\."/],
    [{ entity: { type: 'call', idFrom: ['data.a..b'] } }, /entity\.idFrom has "data\.a\.\.b"/],
    [{ entity: { type: 'call', idFrom: ['data.a.'] } }, /entity\.idFrom has "data\.a\."/],
    [
      { entity: { type: 'call', idFrom: ['data.legs[0].id'] } },
      /entity\.idFrom has "data\.legs\[0\]\.id", but must have subject/,
    ],
    [
      { entity: { type: 'call', idFrom: ['userId'] } },
      /idFrom has "userId", but must have .+ data\.agentId \(userId is actorid here\): correct it\.$/,
    ],
    [{ entity: { type: 'call', idFrom: ['resourceUri'] } }, /\(resourceUri is subject here\): correct it\.$/],
    [{ entity: { type: 'call', idFrom: ['entityType'] } }, /\(entityType names a kind and no one entity\)/],
    [{ entity: { type: 'call', idFrom: ['toString'] } }, /such as data\.agentId: correct it\.$/],
    [
      { dependencies: 'crm' },
      /dependencies is "crm", but must be a list of texts: write for example \["crm"\]\.$/,
    ],
    [{ dependencies: ['CRM'] }, /dependencies has "CRM", but each must be lower-case words .+ to "crm"\.$/],
    [{ dependencies: [7] }, /dependencies has 7, but each must be lower-case words/],
    [{ dependencies: ['crm', 'crm'] }, /dependencies has "crm" more than once: leave one\.$/],
    [{ logCodes: 'CRM_CALLED' }, /logCodes is "CRM_CALLED", but must be a list of texts/],
    [
      { logCodes: ['crmCalled'] },
      /logCodes has "crmCalled", but each must be capital letters, .+: rename it/,
    ],
    [{ logCodes: ['AB'] }, /logCodes has "AB", but each must be .+ 3 to 64 characters/],
    [{ logCodes: ['A'.repeat(65)] }, /logCodes has "A{65}", but each must/],
    [
      { logCodes: ['EVENT_APPLIED'] },
      /logCodes has "EVENT_APPLIED", which Switchboard itself uses: rename it\.$/,
    ],
    [{ logCodes: ['CRM_CALLED', 'CRM_CALLED'] }, /logCodes has "CRM_CALLED" more than once/],
    [
      { metrics: ['crmCalled'] },
      /metrics has "crmCalled", but each must be letters and digits, .+: rename it/,
    ],
    [{ metrics: ['CRM_CALLED'] }, /metrics has "CRM_CALLED", but each must/],
    [{ metrics: [null] }, /metrics has null, but each must/],
    [{ metrics: ['EventApplied'] }, /metrics has "EventApplied", which Switchboard itself uses/],
    [{ metrics: ['CrmCalled', 'CrmCalled'] }, /metrics has "CrmCalled" more than once/],
    [{ timeoutSeconds: 2 }, /timeoutSeconds is 2, but must be a whole number from 3 to 150/],
    [{ timeoutSeconds: 151 }, /timeoutSeconds is 151/],
    [{ timeoutSeconds: 1.5 }, /timeoutSeconds is 1\.5/],
    [{ timeoutSeconds: '5' }, /timeoutSeconds is "5"/],
    [{ timeoutSeconds: NaN }, /timeoutSeconds is NaN/],
    [{ maxAttempts: 0 }, /maxAttempts is 0, but must be a whole number from 1 to 10: choose one\.$/],
    [{ maxAttempts: 11 }, /maxAttempts is 11/],
    [{ maxConcurrency: 1 }, /maxConcurrency is 1, but must be a whole number from 2 to 1000/],
    [{ maxConcurrency: 1001 }, /maxConcurrency is 1001/],
    [{ memoryMiB: 127 }, /memoryMiB is 127, but must be a whole number from 128 to 10240/],
    [{ memoryMiB: 10_241 }, /memoryMiB is 10241/],
  ])('is refused: %j', (change, problem) => {
    expect(validate(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('may do without an entity if its policy is none', () => {
    expect(validateManifests([auditTrail])).toEqual([]);
  });

  it('may not have an entity if its policy is none', () => {
    expect(validateManifests([Object.assign({}, auditTrail, { entity: manifest.entity })])).toEqual([
      'Module "audit-trail": entity is given, but policy none knows no entities: take it out, or choose latest or sequence.',
    ]);
  });

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['agent-presence', '"agent-presence"'],
  ])('has to be there: %j is none', (value, shown) => {
    const given: Readonly<Record<string, unknown>> = { modules: [manifest, value] };

    expect(() => stackWith(Object.assign({}, given))).toThrow(
      `modules[1] is ${shown}, but must be a manifest: export one, or take it out.`,
    );
  });

  it('is refused if another has its name', () => {
    expect(validateManifests([manifest, manifest, manifest])).toEqual([
      'Module name "call-log" is used more than once, but names a queue and a function: rename one.',
    ]);
  });
});
