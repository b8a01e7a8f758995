import * as z from 'zod';
import { defaultBus } from '../../event-bus/event-buses';
import { eventPatternSchema } from '../../event-bus/event-pattern';
import type { EventRuleDefinition, FunctionDefinition } from '../../model';
import type { LocatedResource, TemplateSource } from '../template-source';
import { readRuleTargets, ruleTargetSchema } from './rule-targets';

const schema = z.object({
  EventPattern: eventPatternSchema.optional(),
  EventBusName: z.string().default(defaultBus),
  State: z.string().default('ENABLED'),
  Targets: z.array(ruleTargetSchema).default([]),
});

/**
 * Rules of EventBridge that hand events of a bus to functions. A pattern that the local runner cannot match is a
 * problem: its events would be missed without a word.
 */
export function readEventRules(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): EventRuleDefinition[] {
  return source
    .resources('AWS::Events::Rule')
    .filter(({ resource }) => Object.hasOwn(resource.Properties, 'EventPattern'))
    .flatMap((located) => readRule(located, source, functions));
}

function readRule(
  located: LocatedResource,
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): EventRuleDefinition[] {
  const { logicalId } = located;
  const properties = source.properties(located, schema);
  const name = source.name(logicalId);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties?.EventPattern || name === undefined || arn === undefined) return [];
  const { EventPattern: pattern, EventBusName: bus, State: state, Targets: targets } = properties;
  const busName = bus.replace(/^arn:.+?:event-bus\//, '');
  return readRuleTargets({ logicalId, targets }, { source, functions }).map((target) => ({
    ...target,
    name,
    // The ARN of a rule names its bus, unless it is the default one.
    arn: busName === defaultBus ? arn : arn.replace(':rule/', () => `:rule/${busName}/`),
    busName,
    pattern,
    enabled: state !== 'DISABLED',
  }));
}
