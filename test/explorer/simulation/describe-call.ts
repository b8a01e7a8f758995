import { isRecord } from '../../../lambdas/core/is-record';
import { errorName } from '../../../lambdas/core/error-name';

/** A call in a line: what identifies its arguments, and nothing that can be long. */
export const describeCall = ({
  port,
  method,
  args,
}: {
  readonly port: string;
  readonly method: string;
  readonly args: readonly unknown[];
}): string => `${port}.${method}(${args.flatMap(nameOf).join(', ')})`;

export const describeResult = (
  outcome:
    | { readonly kind: 'resolved'; readonly result: unknown }
    | { readonly kind: 'rejected'; readonly error: unknown },
): string => {
  if (outcome.kind === 'rejected') return ` ✗ ${errorName(outcome.error)}`;
  const result = nameOf(outcome.result).join(' ');
  return result === '' ? '' : ` → ${result}`;
};

/** Fields that tell one thing from another, in the order in which they are looked for. */
const telling = ['module', 'entity', 'eventId', 'event', 'id', 'outcome', 'kind', 'version', 'delaySeconds'];

const nameOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [shortened(value)];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (value instanceof AbortSignal || !isRecord(value)) return [];
  if (Array.isArray(value)) return value.length === 0 ? [] : [`[${value.flatMap(nameOf).join('; ')}]`];
  const { sequence, breaker } = value;
  const parts = [
    ...telling.flatMap((field) => nameOf(value[field])),
    ...(isRecord(sequence) ? [`version ${nameOf(sequence['version']).join('')}`] : []),
    ...nameOf(breaker),
  ];
  return parts.length === 0 ? [] : [parts.join(' ')];
};

/** Hashes and keys are long. */
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}…` : text);
