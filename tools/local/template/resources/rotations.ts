import * as z from 'zod';
import type { FunctionDefinition, RotationDefinition } from '../../model';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionNamed } from './function-names';

const schema = z.object({
  SecretId: z.string(),
  RotationLambdaARN: z.string().optional(),
  RotationRules: z.unknown().optional(),
});

/** Which function rotates which secret. When it would do so by itself is not looked at. */
export function readRotations(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): RotationDefinition[] {
  return source
    .resources('AWS::SecretsManager::RotationSchedule')
    .flatMap((located) => readRotation(located, source, functions) ?? []);
}

function readRotation(
  located: LocatedResource,
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): RotationDefinition | undefined {
  const { logicalId } = located;
  const properties = source.properties(located, schema);
  if (!properties) return undefined;
  const { SecretId: secretArn, RotationLambdaARN: functionArn, RotationRules: rules } = properties;
  const target = functionArn === undefined ? undefined : functionNamed(functionArn, functions);
  if (target === undefined) {
    const path = `Resources.${logicalId}.Properties.RotationLambdaARN`;
    source.problems.add(path, `the local runner runs no function ${functionArn ?? 'of AWS'}`);
    return undefined;
  }
  if (rules !== undefined) {
    const reason = 'AWS::SecretsManager::RotationSchedule: secrets are rotated when RotateSecret is called';
    source.skipped.push({ logicalId, reason });
  }
  return { logicalId, secretArn, functionLogicalId: target.logicalId, functionArn: target.arn };
}
