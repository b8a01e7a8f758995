/** What Lambda prints of an error that a handler threw, and hands to a destination: all but its cause. */
export const thrownText = (error: unknown): string =>
  error instanceof Error
    ? JSON.stringify([error.name, error.message, error.stack, Object.entries(error)])
    : JSON.stringify(error);
