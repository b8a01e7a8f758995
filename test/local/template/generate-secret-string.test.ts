import fc from 'fast-check';
import {
  generateSecretSpecSchema,
  generateSecretString,
} from '../../../tools/local/template/generate-secret-string';

const lowercase = /[a-z]/;
const uppercase = /[A-Z]/;
const numbers = /[0-9]/;
const punctuation = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/;

const specs = fc.record({
  PasswordLength: fc.integer({ min: 4, max: 64 }),
  ExcludeCharacters: fc.constantFrom('', ' ', '"@/\\', 'abcxyz019'),
  ExcludeLowercase: fc.boolean(),
  ExcludeUppercase: fc.boolean(),
  ExcludeNumbers: fc.constant(false),
  ExcludePunctuation: fc.boolean(),
  IncludeSpace: fc.boolean(),
  RequireEachIncludedType: fc.boolean(),
});

const generate = (spec: object): string => generateSecretString(generateSecretSpecSchema.parse(spec));

describe('generateSecretString', () => {
  it('keeps to its specification, whatever that is', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const password = generate(spec);

        expect(password).toHaveLength(spec.PasswordLength);
        for (const character of spec.ExcludeCharacters) expect(password).not.toContain(character);
        if (!spec.IncludeSpace) expect(password).not.toContain(' ');
        const types = [
          [lowercase, spec.ExcludeLowercase],
          [uppercase, spec.ExcludeUppercase],
          [numbers, spec.ExcludeNumbers],
          [punctuation, spec.ExcludePunctuation],
        ] as const;
        for (const [type, excluded] of types) {
          if (excluded) expect(password).not.toMatch(type);
          else if (spec.RequireEachIncludedType) expect(password).toMatch(type);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is 32 characters long and has every type when nothing is said', () => {
    const password = generate({});

    expect(password).toHaveLength(32);
    for (const type of [lowercase, uppercase, numbers, punctuation]) expect(password).toMatch(type);
  });

  it('draws from the whole alphabet', () => {
    const drawn = new Set(generate({ PasswordLength: 4096, IncludeSpace: true }));

    expect(drawn.size).toBe(95);
  });

  it('never gives the same secret twice', () => {
    expect(generate({})).not.toBe(generate({}));
  });

  it('puts the password into the template under its key', () => {
    const value: unknown = JSON.parse(
      generate({
        SecretStringTemplate: '{"user":"crm","n":1}',
        GenerateStringKey: 'password',
        PasswordLength: 12,
      }),
    );

    expect(value).toEqual({ user: 'crm', n: 1, password: expect.stringMatching(/^.{12}$/) });
  });

  it('has nothing to draw from when everything is excluded', () => {
    const all = {
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludeNumbers: true,
      ExcludePunctuation: true,
    };

    expect(() => generate(all)).toThrow('every character is excluded');
    expect(generate({ ...all, IncludeSpace: true, PasswordLength: 2 })).toBe('  ');
  });
});
