import * as z from 'zod';
import type { FunctionDefinition } from '../../model';
import type { TemplateSource } from '../template-source';
import { functionNamed } from './function-names';

export const ruleTargetSchema = z.object({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z.unknown().optional(),
});
type Target = z.output<typeof ruleTargetSchema>;

/** A function that a rule of EventBridge invokes. */
export interface RuleTarget {
  /** The rule's; where a rule has several targets, a dot and the target's own id follow. */
  readonly logicalId: string;
  readonly functionLogicalId: string;
  /** What the function is invoked with. Default: the event. */
  readonly input?: unknown;
}

interface Rule {
  readonly logicalId: string;
  readonly targets: readonly Target[];
}

interface Stack {
  readonly source: TemplateSource;
  readonly functions: readonly FunctionDefinition[];
}

/** The functions among a rule's targets; others are skipped. */
export const readRuleTargets = (rule: Rule, stack: Stack): RuleTarget[] =>
  rule.targets.flatMap((target) => readTarget(target, rule, stack) ?? []);

function readTarget(
  target: Target,
  { logicalId: ruleId, targets }: Rule,
  { source, functions }: Stack,
): RuleTarget | undefined {
  const logicalId = targets.length > 1 ? `${ruleId}.${target.Id}` : ruleId;
  const skip = (reason: string): undefined =>
    void source.skipped.push({ logicalId, reason: `AWS::Events::Rule: ${reason}` });
  if (!target.Arn.startsWith('arn:aws:lambda:')) return skip(`its target ${target.Arn} is no function`);
  if (target.InputPath !== undefined || target.InputTransformer !== undefined)
    return skip('the local runner cannot transform the input of a target');
  const at = `Resources.${ruleId}.Properties.Targets.${target.Id}`;
  const invoked = functionNamed(target.Arn, functions);
  if (!invoked) source.problems.add(`${at}.Arn`, `the local runner runs no function ${target.Arn}`);
  const input = inputOf(target);
  if (input === 'malformed') source.problems.add(`${at}.Input`, 'expected JSON');
  if (!invoked || input === 'malformed') return undefined;
  return { logicalId, functionLogicalId: invoked.logicalId, ...input };
}

function inputOf({ Input: text }: Target): Pick<RuleTarget, 'input'> | 'malformed' {
  if (text === undefined) return {};
  try {
    return { input: JSON.parse(text) };
  } catch {
    return 'malformed';
  }
}
