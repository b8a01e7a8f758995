import * as z from 'zod';
import type { EventSourceMappingDefinition, FunctionDefinition } from '../../model';
import { booleanValue, numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionNamed } from './function-names';

const schema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: numberValue.default(10),
  Enabled: booleanValue.default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: numberValue.optional() }).default({}),
  FilterCriteria: z.undefined({ error: 'the local runner cannot filter messages' }).optional(),
});
type Mapping = z.output<typeof schema>;

/** Mappings from queues; those from streams and the like are skipped. */
export function readEventSourceMappings(
  source: TemplateSource,
  functions: readonly FunctionDefinition[],
): EventSourceMappingDefinition[] {
  return source.resources('AWS::Lambda::EventSourceMapping').flatMap((located) => {
    const mapping = source.properties(located, schema);
    if (!mapping) return [];
    const { EventSourceArn: arn } = mapping;
    if (arn.startsWith('arn:aws:sqs:')) return readMapping(located, mapping, { source, functions }) ?? [];
    source.skipped.push({ logicalId: located.logicalId, reason: `reads from ${arn}, which is no queue` });
    return [];
  });
}

interface Stack {
  readonly source: TemplateSource;
  readonly functions: readonly FunctionDefinition[];
}

function readMapping(
  { logicalId }: LocatedResource,
  mapping: Mapping,
  { source, functions }: Stack,
): EventSourceMappingDefinition | undefined {
  const { EventSourceArn: queueArn, FunctionName: functionName, ScalingConfig: scaling } = mapping;
  const at = `Resources.${logicalId}.Properties`;
  if (!isQueue(queueArn, source))
    source.problems.add(`${at}.EventSourceArn`, `the template has no queue ${queueArn}`);
  const target = functionNamed(functionName, functions);
  if (!target) source.problems.add(`${at}.FunctionName`, `the local runner runs no function ${functionName}`);
  const uuid = source.ref(logicalId);
  if (!target || uuid === undefined) return undefined;
  return {
    logicalId,
    uuid,
    queueArn,
    functionLogicalId: target.logicalId,
    batchSize: mapping.BatchSize,
    ...(scaling.MaximumConcurrency !== undefined && { maxConcurrency: scaling.MaximumConcurrency }),
    reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
    enabled: mapping.Enabled,
  };
}

function isQueue(arn: string, source: TemplateSource): boolean {
  return source
    .resources('AWS::SQS::Queue')
    .some(({ logicalId }) => source.attribute(logicalId, 'Arn') === arn);
}
