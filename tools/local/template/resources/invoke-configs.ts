import * as z from 'zod';
import type { FunctionDefinition, InvokeConfigDefinition, QueueDefinition } from '../../model';
import { defaultInvokeSettings } from '../../lambda/asynchronous-invocations';
import { numberValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { functionNamed } from './function-names';

const destination = z.object({ Destination: z.string() }).optional();

const schema = z.object({
  FunctionName: z.string(),
  Qualifier: z.string().default('$LATEST'),
  MaximumRetryAttempts: numberValue.default(defaultInvokeSettings.maxRetries),
  MaximumEventAgeInSeconds: numberValue.default(defaultInvokeSettings.maxAgeSeconds),
  DestinationConfig: z.object({ OnFailure: destination, OnSuccess: destination }).default({}),
});

interface Stack {
  readonly functions: readonly FunctionDefinition[];
  readonly queues: readonly QueueDefinition[];
}

/** How functions are invoked asynchronously. What is about a version or an alias is skipped: there is one version here. */
export function readInvokeConfigs(source: TemplateSource, stack: Stack): InvokeConfigDefinition[] {
  return source
    .resources('AWS::Lambda::EventInvokeConfig')
    .flatMap((located) => readConfig(located, source, stack) ?? []);
}

function readConfig(
  located: LocatedResource,
  source: TemplateSource,
  stack: Stack,
): InvokeConfigDefinition | undefined {
  const { logicalId } = located;
  const config = source.properties(located, schema);
  if (!config) return undefined;
  const skip = (reason: string): void => void source.skipped.push({ logicalId, reason });
  if (config.Qualifier !== '$LATEST') {
    skip(`AWS::Lambda::EventInvokeConfig: it is about ${config.Qualifier}, and only $LATEST runs here`);
    return undefined;
  }
  const { OnFailure: onFailure, OnSuccess: onSuccess } = config.DestinationConfig;
  if (onSuccess) skip('AWS::Lambda::EventInvokeConfig: the local runner keeps no record of success');
  const at = `Resources.${logicalId}.Properties`;
  const target = functionNamed(config.FunctionName, stack.functions);
  if (!target)
    source.problems.add(`${at}.FunctionName`, `the local runner runs no function ${config.FunctionName}`);
  const queue = onFailure && queueOf(onFailure.Destination, stack, source);
  if (onFailure && !queue) {
    const text = `expected a standard queue of the template, got ${onFailure.Destination}`;
    source.problems.add(`${at}.DestinationConfig.OnFailure.Destination`, text);
  }
  return target && settingsOf(target, config, queue);
}

const settingsOf = (
  { logicalId }: FunctionDefinition,
  config: z.output<typeof schema>,
  queue: QueueDefinition | undefined,
): InvokeConfigDefinition => ({
  functionLogicalId: logicalId,
  maxRetries: config.MaximumRetryAttempts,
  maxAgeSeconds: config.MaximumEventAgeInSeconds,
  ...(queue && { onFailureQueue: queue.name }),
});

/** Lambda sends records to standard queues only. */
const queueOf = (arn: string, { queues }: Stack, source: TemplateSource): QueueDefinition | undefined =>
  queues.find(
    ({ logicalId, attributes }) =>
      source.attribute(logicalId, 'Arn') === arn && attributes['FifoQueue'] !== 'true',
  );
