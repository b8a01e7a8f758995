import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { outcomeNames } from '../../../lambdas/contract/claim-outcome';

const expectation = z.strictObject({
  /** The source that sends the file. */
  source: z.string(),
  /** The status in ingest's answer. */
  answer: z.enum(['accepted', 'duplicate', 'ignored', 'quarantined']),
  /** By module. Default: none. */
  outcomes: z.record(z.string(), z.enum(outcomeNames)).default({}),
});

const expectedOutcomes = z.record(z.string(), expectation);

export type Expectation = z.infer<typeof expectation>;

/** The file of expected outcomes cannot be used. */
export class ExpectedOutcomesError extends Error {
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} cannot be used:\n${problem}`, options);
    this.name = 'ExpectedOutcomesError';
  }
}

/**
 * What is to become of the sample events, by file name. Nothing is expected when there is no such file.
 * Throws `ExpectedOutcomesError`.
 */
export const readExpectedOutcomes = (path: string): Readonly<Record<string, Expectation>> => {
  if (!existsSync(path)) return {};
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ExpectedOutcomesError(path, String(error), { cause: error });
  }
  const parsed = expectedOutcomes.safeParse(json);
  if (!parsed.success) throw new ExpectedOutcomesError(path, z.prettifyError(parsed.error));
  return parsed.data;
};
