import * as z from 'zod';
import { assertNever } from '../../../lambdas/core/assert-never';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export type RedriveAllowPolicy =
  | { readonly redrivePermission: 'allowAll' | 'denyAll' }
  | { readonly redrivePermission: 'byQueue'; readonly sourceQueueArns: readonly string[] };

const wholeNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().regex(/^arn:[^:]+:sqs:[^:]+:[^:]+:[^:]+$/),
  maxReceiveCount: wholeNumber.pipe(z.int().min(1).max(1000)),
});

const redriveAllowPolicy = z.union([
  z.object({
    redrivePermission: z.enum(['allowAll', 'denyAll']),
    sourceQueueArns: z.undefined().optional(),
  }),
  z.object({
    redrivePermission: z.literal('byQueue'),
    sourceQueueArns: z.array(z.string()).min(1).max(10),
  }),
]);

/** Undefined if the text is not a valid policy. */
export function parseRedrivePolicy(text: string): RedrivePolicy | undefined {
  return redrivePolicy.safeParse(parseJson(text)).data;
}

/** Undefined if the text is not a valid policy. */
export function parseRedriveAllowPolicy(text: string): RedriveAllowPolicy | undefined {
  return redriveAllowPolicy.safeParse(parseJson(text)).data;
}

export function allowsRedriveFrom(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  switch (policy?.redrivePermission) {
    case undefined:
    case 'allowAll':
      return true;
    case 'denyAll':
      return false;
    case 'byQueue':
      return policy.sourceQueueArns.includes(sourceArn);
    default:
      return assertNever(policy);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
