import * as z from 'zod';
import type { FunctionDefinition, ScheduleDefinition } from '../../model';
import type { LocatedResource, TemplateSource } from '../template-source';
import { secondsOfRate } from './rate-expression';
import { readRuleTargets, ruleTargetSchema } from './rule-targets';

const schema = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(ruleTargetSchema).default([]),
});

interface Rule {
  readonly logicalId: string;
  readonly arn: string;
  readonly everySeconds: number;
  readonly enabled: boolean;
  readonly targets: readonly z.output<typeof ruleTargetSchema>[];
}

/** Rules of EventBridge that invoke functions at a rate. Other schedules and targets are skipped. */
export function readSchedules(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): ScheduleDefinition[] {
  return source.resources('AWS::Events::Rule').flatMap((located) => {
    const rule = readRule(located, source);
    if (rule === undefined) return [];
    const { arn, everySeconds, enabled } = rule;
    const targets = readRuleTargets(rule, { source, functions });
    return targets.map((target) => ({ ...target, arn, everySeconds, enabled }));
  });
}

function readRule(located: LocatedResource, source: TemplateSource): Rule | undefined {
  const { logicalId } = located;
  const properties = source.properties(located, schema);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties || arn === undefined) return undefined;
  const { ScheduleExpression: expression, State: state, Targets: targets } = properties;
  const skip = (reason: string): void =>
    void source.skipped.push({ logicalId, reason: `AWS::Events::Rule: ${reason}` });
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
