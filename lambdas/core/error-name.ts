/** What may be logged of something thrown: its class. A message may quote data. */
export const errorName = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);
