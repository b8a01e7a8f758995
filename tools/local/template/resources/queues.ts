import * as z from 'zod';
import type { QueueDefinition } from '../../model';
import { textValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';

const fields = z.record(z.string(), z.unknown());

/** SQS takes a policy as JSON in a text; CloudFormation takes that, and the object itself. */
const policy = z.union([fields, z.string().transform(parseFields)], {
  error: 'expected an object, or one as JSON',
});

/** KmsMasterKeyId and its like are left out: no key of AWS KMS exists here. */
const schema = z.object({
  ContentBasedDeduplication: textValue.optional(),
  DeduplicationScope: textValue.optional(),
  DelaySeconds: textValue.optional(),
  FifoQueue: textValue.optional(),
  FifoThroughputLimit: textValue.optional(),
  MaximumMessageSize: textValue.optional(),
  MessageRetentionPeriod: textValue.optional(),
  ReceiveMessageWaitTimeSeconds: textValue.optional(),
  RedriveAllowPolicy: policy.optional(),
  RedrivePolicy: policy.optional(),
  SqsManagedSseEnabled: textValue.optional(),
  VisibilityTimeout: textValue.optional(),
});

interface ReadQueue {
  readonly definition: QueueDefinition;
  readonly arn: string;
  /** ARN of the queue that takes the messages given up. */
  readonly dlqArn: string | undefined;
}

/** Queues in an order in which they can be created: a dead-letter queue stands before its sources. */
export function readQueues(source: TemplateSource): QueueDefinition[] {
  const queues = source
    .resources('AWS::SQS::Queue')
    .map((queue) => readQueue(queue, source))
    .filter((queue) => queue !== undefined);
  reportUnknownDlqs(queues, source);
  return inOrderOfCreation(queues, source);
}

function readQueue(queue: LocatedResource, source: TemplateSource): ReadQueue | undefined {
  const { logicalId } = queue;
  const properties = source.properties(queue, schema);
  const name = source.name(logicalId);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties || name === undefined || arn === undefined) return undefined;
  const dlqArn = properties.RedrivePolicy?.['deadLetterTargetArn'];
  return {
    definition: { logicalId, name, attributes: attributesOf(properties) },
    arn,
    dlqArn: typeof dlqArn === 'string' ? dlqArn : undefined,
  };
}

function attributesOf(properties: z.output<typeof schema>): Readonly<Record<string, string>> {
  const entries = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const)
    // SQS knows FifoQueue on FIFO queues only.
    .filter(([key, value]) => key !== 'FifoQueue' || value === 'true');
  return Object.fromEntries(entries);
}

function parseFields(text: string, context: z.core.$RefinementCtx): Record<string, unknown> {
  try {
    return fields.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'no JSON object', input: text });
    return z.NEVER;
  }
}

function reportUnknownDlqs(queues: readonly ReadQueue[], { problems }: TemplateSource): void {
  const known = new Set(queues.map(({ arn }) => arn));
  for (const { definition, dlqArn } of queues) {
    if (dlqArn === undefined || known.has(dlqArn)) continue;
    const path = `Resources.${definition.logicalId}.Properties.RedrivePolicy`;
    problems.add(path, `the dead-letter queue ${dlqArn} is not in the template, or has a problem itself`);
  }
}

function inOrderOfCreation(queues: readonly ReadQueue[], { problems }: TemplateSource): QueueDefinition[] {
  const ordered: ReadQueue[] = [];
  let rest = [...queues];
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ arn }) => arn));
    const ready = rest.filter(({ dlqArn }) => dlqArn === undefined || !waiting.has(dlqArn));
    if (ready.length === 0) {
      const names = rest.map(({ definition }) => definition.logicalId).join(', ');
      problems.add('Resources', `the queues ${names} wait for each other as dead-letter queues`);
      break;
    }
    ordered.push(...ready);
    rest = rest.filter((queue) => !ready.includes(queue));
  }
  return ordered.map(({ definition }) => definition);
}
