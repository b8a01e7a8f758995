import { type Instant, parseInstant } from '../lambdas/core/instant';

/** An instant that a test writes down. */
export const instant = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (!parsed) throw new Error(`${text} is no instant.`);
  return parsed;
};
