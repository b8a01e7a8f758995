import * as z from 'zod';
import { isRecord } from '../../lambdas/core/is-record';
import type { Resource, Synthesized } from './synthesized';

/** A statement as far as it is known here; one with another element, such as `NotAction`, must not be overlooked. */
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});

/** What else decides who may do something, by resource type. */
const accessProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['ManagedPolicyArns', 'PermissionsBoundary'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  'AWS::Lambda::Url': ['AuthType'],
  'AWS::ApiGateway::Method': ['HttpMethod', 'AuthorizationType', 'ApiKeyRequired'],
  'AWS::ApiGatewayV2::Route': ['RouteKey', 'AuthorizationType'],
  'AWS::S3::Bucket': ['PublicAccessBlockConfiguration', 'OwnershipControls'],
};

/** The statements of a web ACL's rules match requests; they are no permissions. */
const withoutPolicies: readonly string[] = ['AWS::WAFv2::WebACL'];

/**
 * Who may do what, by this template: every statement of every policy, wherever it stands, one action and one resource a
 * line, and the properties above.
 */
export const accessIn = (synthesized: Synthesized): readonly string[] =>
  [...synthesized.all()]
    .flatMap(([path, resource]) => [
      ...statementsIn(path, resource, synthesized),
      ...propertiesOf(path, resource, synthesized),
    ])
    .toSorted();

const statementsIn = (
  path: string,
  { Type, Properties }: Resource,
  synthesized: Synthesized,
): readonly string[] => {
  if (withoutPolicies.includes(Type)) return [];
  const holders = [Properties['Roles'], Properties['Queues']].flat().filter((one) => one !== undefined);
  const where =
    holders.length > 0 ? holders.map((one) => text(synthesized.readable(one))).join(', ') : `<${path}>`;
  return documentsIn(Properties, '').flatMap(({ property, statements }) =>
    statements.flatMap((statement) =>
      linesOf(statement, synthesized).map((line) => `${where} ${property}: ${line}`),
    ),
  );
};

interface PolicyDocument {
  /** Where it stands in the resource's properties. */
  readonly property: string;
  readonly statements: readonly unknown[];
}

const documentsIn = (value: unknown, property: string): readonly PolicyDocument[] => {
  if (!isRecord(value)) return [];
  const { Statement: statements } = value;
  if (statements !== undefined) return [{ property, statements: [statements].flat() }];
  return Object.entries(value).flatMap(([name, part]) =>
    documentsIn(part, property === '' ? name : `${property}.${name}`),
  );
};

const linesOf = (statement: unknown, synthesized: Synthesized): readonly string[] => {
  const { Effect, Action, Resource, Principal, Condition } = statementSchema.parse(
    synthesized.readable(statement),
  );
  const resources = Resource === undefined ? [''] : [Resource].flat().map((one) => ` on ${text(one)}`);
  const who = Principal === undefined ? '' : ` by ${text(Principal)}`;
  const when = Condition === undefined ? '' : ` if ${text(Condition)}`;
  return [Action].flat().flatMap((action) => resources.map((on) => `${Effect} ${action}${on}${who}${when}`));
};

const propertiesOf = (
  path: string,
  { Type, Properties }: Resource,
  synthesized: Synthesized,
): readonly string[] => {
  const given = (accessProperties[Type] ?? []).filter((name) => Properties[name] !== undefined);
  if (given.length === 0) return [];
  const told = given.map((name) => `${name} ${text(synthesized.readable(Properties[name]))}`);
  return [`<${path}> ${Type}: ${told.join(', ')}`];
};

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
