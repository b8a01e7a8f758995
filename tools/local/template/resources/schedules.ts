import * as z from 'zod';
import type { FunctionDefinition, ScheduleDefinition } from '../../model';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionNamed } from './function-names';
import { secondsOfRate } from './rate-expression';

const targetSchema = z.object({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z.unknown().optional(),
});
type Target = z.output<typeof targetSchema>;

const schema = z.object({
  ScheduleExpression: z.string().optional(),
  EventPattern: z.unknown().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(targetSchema).default([]),
});

interface Rule {
  readonly logicalId: string;
  readonly arn: string;
  readonly everySeconds: number;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
}

/** Rules of EventBridge that invoke functions at a rate. Whatever else makes a rule fire, or is its target, is skipped. */
export function readSchedules(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): ScheduleDefinition[] {
  return source.resources('AWS::Events::Rule').flatMap((located) => {
    const rule = readRule(located, source);
    return rule?.targets.flatMap((target) => readTarget(target, rule, { source, functions }) ?? []) ?? [];
  });
}

function readRule(located: LocatedResource, source: TemplateSource): Rule | undefined {
  const { logicalId } = located;
  const properties = source.properties(located, schema);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties || arn === undefined) return undefined;
  const {
    ScheduleExpression: expression,
    EventPattern: pattern,
    State: state,
    Targets: targets,
  } = properties;
  const skip = (reason: string): void =>
    void source.skipped.push({ logicalId, reason: `AWS::Events::Rule: ${reason}` });
  if (pattern !== undefined) skip('there is no event bus whose events could match its pattern');
  if (expression === undefined) return undefined;
  if (expression.startsWith('cron(')) skip(`the local runner does not fire ${expression}`);
  const everySeconds = secondsOfRate(expression);
  if (everySeconds !== undefined)
    return { logicalId, arn, everySeconds, enabled: state !== 'DISABLED', targets };
  if (!expression.startsWith('cron(')) {
    const path = `Resources.${logicalId}.Properties.ScheduleExpression`;
    source.problems.add(path, `expected rate(1 minute), rate(5 hours) or the like, got ${expression}`);
  }
  return undefined;
}

interface Stack {
  readonly source: TemplateSource;
  readonly functions: readonly FunctionDefinition[];
}

function readTarget(
  target: Target,
  { logicalId: ruleId, arn, everySeconds, enabled, targets }: Rule,
  { source, functions }: Stack,
): ScheduleDefinition | undefined {
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
  return { logicalId, arn, everySeconds, functionLogicalId: invoked.logicalId, ...input, enabled };
}

function inputOf({ Input: text }: Target): Pick<ScheduleDefinition, 'input'> | 'malformed' {
  if (text === undefined) return {};
  try {
    return { input: JSON.parse(text) };
  } catch {
    return 'malformed';
  }
}
