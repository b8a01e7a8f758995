import * as z from 'zod';
import type { SecretDefinition } from '../../model';
import { generateSecretSpecSchema, type GenerateSecretSpec } from '../generate-secret-string';
import type { LocatedResource, TemplateSource } from '../template-source';

const schema = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generateSecretSpecSchema.optional(),
});

/** @param generate makes the whole value of a secret that the template leaves to chance */
export function readSecrets(
  source: TemplateSource,
  generate: (spec: GenerateSecretSpec) => string,
): SecretDefinition[] {
  return source
    .resources('AWS::SecretsManager::Secret')
    .map((secret) => readSecret(secret, source, generate))
    .filter((secret) => secret !== undefined);
}

function readSecret(
  secret: LocatedResource,
  source: TemplateSource,
  generate: (spec: GenerateSecretSpec) => string,
): SecretDefinition | undefined {
  const { logicalId } = secret;
  const properties = source.properties(secret, schema);
  const name = source.name(logicalId);
  const arn = source.ref(logicalId);
  if (!properties || name === undefined || arn === undefined) return undefined;
  const { SecretString: given, GenerateSecretString: spec } = properties;
  const value = given ?? (spec && generate(spec));
  if (value !== undefined) return { logicalId, name, arn, value };
  source.problems.add(`Resources.${logicalId}.Properties`, 'expected SecretString or GenerateSecretString');
  return undefined;
}
