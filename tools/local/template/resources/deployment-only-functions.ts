import * as z from 'zod';
import { isRecord } from '../evaluation/markers';
import type { LocatedResource, TemplateSource } from '../template-source';

/** Variables in which CDK's provider framework names the functions that it calls. */
const frameworkVariables = ['USER_ON_EVENT_FUNCTION_ARN', 'USER_IS_COMPLETE_FUNCTION_ARN'];
const environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

/**
 * Why a function works only while CloudFormation deploys, by logical id: it answers for a custom resource, or CDK's
 * provider framework calls it for one.
 */
export function deploymentOnlyFunctions(source: TemplateSource): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { logicalId, resource } of source.matching(isCustomResource)) {
    for (const target of mentioned(resource.Properties['ServiceToken'])) {
      reasons.set(target, `works for the custom resource ${logicalId}, during deployments only`);
    }
  }
  const functions = source.resources('AWS::Lambda::Function');
  for (const provider of functions.filter(({ logicalId }) => reasons.has(logicalId))) {
    for (const target of frameworkTargets(provider)) {
      reasons.set(target, `is called by ${provider.logicalId}, during deployments only`);
    }
  }
  return reasons;
}

const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

function frameworkTargets({ resource }: LocatedResource): string[] {
  const parsed = environment.safeParse(resource.Properties['Environment']);
  if (!parsed.success) return [];
  return frameworkVariables.flatMap((name) => mentioned(parsed.data.Variables[name]));
}

/** Logical ids that a value refers to. */
function mentioned(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mentioned);
  if (!isRecord(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return [ref];
  if (typeof attribute === 'string') return [attribute.split('.')[0] ?? ''];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  return Object.values(value).flatMap(mentioned);
}
