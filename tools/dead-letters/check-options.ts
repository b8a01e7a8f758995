import * as z from 'zod';
import { InvalidRequestError } from './errors';

const input = (received: unknown): string => JSON.stringify(received) ?? String(received);

const within = (what: string, [least, most]: readonly [number, number]) => ({
  error: ({ input: received }: { input?: unknown }) =>
    `must be ${what} from ${least} to ${most}, not ${input(received)}`,
});

const number = (range: readonly [number, number]) => {
  const error = within('a number', range);
  return z.number(error).min(range[0], error).max(range[1], error);
};

const whole = (range: readonly [number, number]) => {
  const error = within('a whole number', range);
  return z.int(error).min(range[0], error).max(range[1], error);
};

const text = (most: number) => {
  const error = { error: `must be a text of 1 to ${most} characters that are not all blank` };
  return z.string(error).trim().min(1, error).max(most, error);
};

const runOptions = { limit: whole([1, 1_000_000]).optional() };

const redriveOptions = z.looseObject({ ...runOptions, ratePerSecond: number([0.01, 300]).optional() });
const discardOptions = z.looseObject({ ...runOptions, reason: text(500), by: text(100).optional() });

/** @throws {InvalidRequestError} */
export const checkRedriveOptions = (options: object): void => check(redriveOptions, options);

/** @throws {InvalidRequestError} */
export const checkDiscardOptions = (options: object): void => check(discardOptions, options);

const check = (schema: z.ZodType, options: object): void => {
  const issues = schema.safeParse(options).error?.issues ?? [];
  if (issues.length === 0) return;
  throw new InvalidRequestError(issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
};
