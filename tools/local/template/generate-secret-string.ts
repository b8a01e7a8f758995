import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { booleanValue, numberValue, textValue } from './cloudformation-values';

const maxPasswordLength = 4096;

/** `GenerateSecretString` of AWS::SecretsManager::Secret, with CloudFormation's defaults. */
export const generateSecretSpecSchema = z
  .object({
    PasswordLength: numberValue.pipe(z.int().min(1).max(maxPasswordLength)).default(32),
    ExcludeCharacters: textValue.default(''),
    ExcludeLowercase: booleanValue.default(false),
    ExcludeNumbers: booleanValue.default(false),
    ExcludePunctuation: booleanValue.default(false),
    ExcludeUppercase: booleanValue.default(false),
    IncludeSpace: booleanValue.default(false),
    RequireEachIncludedType: booleanValue.default(true),
    SecretStringTemplate: z.string().optional(),
    GenerateStringKey: z.string().optional(),
  })
  .superRefine((spec, context) => {
    const report = (message: string) => context.addIssue({ code: 'custom', message });
    if ((spec.SecretStringTemplate === undefined) !== (spec.GenerateStringKey === undefined)) {
      report('SecretStringTemplate and GenerateStringKey need each other');
    }
    if (templateFields(spec.SecretStringTemplate) === undefined)
      report('SecretStringTemplate must be a JSON object');
    if (alphabetOf(spec).length === 0) report('every character is excluded');
    if (spec.RequireEachIncludedType && spec.PasswordLength < includedTypes(spec).length) {
      report('PasswordLength is too short for one character of each included type');
    }
  });

export type GenerateSecretSpec = z.output<typeof generateSecretSpecSchema>;

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * A random secret as Secrets Manager would generate it: the password alone, or the template's JSON object with the
 * password under its key. Every password that fits the specification is equally likely.
 */
export function generateSecretString(spec: GenerateSecretSpec): string {
  const { SecretStringTemplate: template, GenerateStringKey: key } = spec;
  const password = generatePassword(spec);
  if (key === undefined) return password;
  return JSON.stringify({ ...templateFields(template), [key]: password });
}

/** Draws until each type is there. The shortest password that the schema accepts takes some ten draws. */
function generatePassword(spec: GenerateSecretSpec): string {
  const alphabet = alphabetOf(spec);
  const required = spec.RequireEachIncludedType ? includedTypes(spec) : [];
  for (;;) {
    const characters = Array.from(
      { length: spec.PasswordLength },
      () => alphabet[randomInt(alphabet.length)],
    );
    if (required.every((type) => characters.some((character) => type.includes(character ?? ''))))
      return characters.join('');
  }
}

type Included = Pick<
  GenerateSecretSpec,
  | 'ExcludeCharacters'
  | 'ExcludeLowercase'
  | 'ExcludeNumbers'
  | 'ExcludePunctuation'
  | 'ExcludeUppercase'
  | 'IncludeSpace'
>;

function includedTypes(spec: Included): string[][] {
  const types = [
    spec.ExcludeLowercase ? '' : lowercase,
    spec.ExcludeUppercase ? '' : uppercase,
    spec.ExcludeNumbers ? '' : numbers,
    spec.ExcludePunctuation ? '' : punctuation,
  ];
  return types
    .map((type) => type.split('').filter((character) => !spec.ExcludeCharacters.includes(character)))
    .filter((type) => type.length > 0);
}

function alphabetOf(spec: Included): string[] {
  const space = spec.IncludeSpace && !spec.ExcludeCharacters.includes(' ') ? [' '] : [];
  return [...includedTypes(spec).flat(), ...space];
}

function templateFields(template = '{}'): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(template));
  } catch {
    return undefined;
  }
}
