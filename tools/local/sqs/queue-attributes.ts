import { SqsError } from './errors';
import {
  type RedriveAllowPolicy,
  type RedrivePolicy,
  parseRedriveAllowPolicy,
  parseRedrivePolicy,
} from './redrive-policy';

/** A queue's attributes as SQS writes them: all values strings. */
export type AttributeMap = Readonly<Record<string, string>>;

/** What the attributes mean. */
export interface QueueSettings {
  readonly isFifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly waitTimeSeconds: number;
  readonly retentionSeconds: number;
  /** Body and attributes of one message. */
  readonly maximumMessageBytes: number;
  readonly deduplicatesContent: boolean;
  readonly deduplicatesPerGroup: boolean;
  readonly redrivePolicy: RedrivePolicy | undefined;
  readonly redriveAllowPolicy: RedriveAllowPolicy | undefined;
}

interface AttributeRule {
  readonly allows: (value: string) => boolean;
  readonly default?: string;
  readonly isFifoOnly?: true;
  /** Whether an empty value removes the attribute. */
  readonly isRemovable?: true;
}

const isBoolean = oneOf('true', 'false');

/** Ranges and defaults: API reference of SetQueueAttributes. */
const rules: Readonly<Record<string, AttributeRule>> = {
  DelaySeconds: { allows: between(0, 900), default: '0' },
  MaximumMessageSize: { allows: between(1024, 1_048_576), default: '1048576' },
  MessageRetentionPeriod: { allows: between(60, 1_209_600), default: '345600' },
  ReceiveMessageWaitTimeSeconds: { allows: between(0, 20), default: '0' },
  VisibilityTimeout: { allows: between(0, 43_200), default: '30' },
  SqsManagedSseEnabled: { allows: isBoolean, default: 'true' },
  Policy: { allows: () => true, isRemovable: true },
  KmsMasterKeyId: { allows: () => true, isRemovable: true },
  KmsDataKeyReusePeriodSeconds: { allows: between(60, 86_400) },
  RedrivePolicy: { allows: (value) => parseRedrivePolicy(value) !== undefined, isRemovable: true },
  RedriveAllowPolicy: { allows: (value) => parseRedriveAllowPolicy(value) !== undefined, isRemovable: true },
  FifoQueue: { allows: oneOf('true'), isFifoOnly: true },
  ContentBasedDeduplication: { allows: isBoolean, default: 'false', isFifoOnly: true },
  DeduplicationScope: { allows: oneOf('queue', 'messageGroup'), default: 'queue', isFifoOnly: true },
  FifoThroughputLimit: {
    allows: oneOf('perQueue', 'perMessageGroupId'),
    default: 'perQueue',
    isFifoOnly: true,
  },
};

/** A new queue's attributes, defaults included. */
export function createAttributes(given: AttributeMap): AttributeMap {
  const isFifo = given['FifoQueue'] === 'true';
  const defaults = Object.entries(rules).flatMap(([name, rule]) =>
    rule.default !== undefined && (isFifo || !rule.isFifoOnly) ? [[name, rule.default] as const] : [],
  );
  return merge(Object.fromEntries(defaults), given, isFifo);
}

/** The attributes after SetQueueAttributes. */
export function changeAttributes(current: AttributeMap, given: AttributeMap): AttributeMap {
  const isFifo = current['FifoQueue'] === 'true';
  if (isFifo && given['FifoQueue'] !== undefined && given['FifoQueue'] !== 'true') {
    throw invalidAttribute('FifoQueue', 'Modifying queue type is not supported.');
  }
  return merge(current, given, isFifo);
}

function merge(current: AttributeMap, given: AttributeMap, isFifo: boolean): AttributeMap {
  const merged: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(given)) {
    const rule = ruleOf(name, isFifo);
    if (value === '' && rule.isRemovable) {
      delete merged[name];
      continue;
    }
    if (!rule.allows(value)) throw invalidAttribute(name);
    merged[name] = value;
  }
  return checkCombination(merged, given);
}

function ruleOf(name: string, isFifo: boolean): AttributeRule {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule || (rule.isFifoOnly && !isFifo)) {
    throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return rule;
}

function checkCombination(merged: Record<string, string>, given: AttributeMap): AttributeMap {
  if (
    merged['FifoThroughputLimit'] === 'perMessageGroupId' &&
    merged['DeduplicationScope'] !== 'messageGroup'
  ) {
    throw invalidAttribute('FifoThroughputLimit', 'perMessageGroupId needs DeduplicationScope messageGroup.');
  }
  if (merged['KmsMasterKeyId'] !== undefined && given['SqsManagedSseEnabled'] === 'true') {
    throw new SqsError(
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
  if (merged['KmsMasterKeyId'] !== undefined) merged['SqsManagedSseEnabled'] = 'false';
  return merged;
}

/** The attributes must come from `createAttributes` or `changeAttributes`. */
export function settingsOf(attributes: AttributeMap): QueueSettings {
  return {
    isFifo: attributes['FifoQueue'] === 'true',
    visibilityTimeoutSeconds: Number(attributes['VisibilityTimeout']),
    delaySeconds: Number(attributes['DelaySeconds']),
    waitTimeSeconds: Number(attributes['ReceiveMessageWaitTimeSeconds']),
    retentionSeconds: Number(attributes['MessageRetentionPeriod']),
    maximumMessageBytes: Number(attributes['MaximumMessageSize']),
    deduplicatesContent: attributes['ContentBasedDeduplication'] === 'true',
    deduplicatesPerGroup: attributes['DeduplicationScope'] === 'messageGroup',
    redrivePolicy: parseRedrivePolicy(attributes['RedrivePolicy'] ?? ''),
    redriveAllowPolicy: parseRedriveAllowPolicy(attributes['RedriveAllowPolicy'] ?? ''),
  };
}

/** Whether two values of an attribute mean the same: `{"maxReceiveCount":"3"}` and `{"maxReceiveCount":3}` do. */
export function isSameValue(name: string, a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  const parse = { RedrivePolicy: parseRedrivePolicy, RedriveAllowPolicy: parseRedriveAllowPolicy }[name];
  return parse !== undefined && JSON.stringify(parse(a)) === JSON.stringify(parse(b));
}

export function isSettableAttribute(name: string): boolean {
  return Object.hasOwn(rules, name);
}

function invalidAttribute(name: string, reason?: string): SqsError {
  const explanation = reason ? ` Reason: ${reason}` : '';
  return new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.${explanation}`);
}

function between(lowest: number, highest: number): (value: string) => boolean {
  return (value) => /^\d{1,9}$/.test(value) && Number(value) >= lowest && Number(value) <= highest;
}

function oneOf(...allowed: readonly string[]): (value: string) => boolean {
  return (value) => allowed.includes(value);
}
