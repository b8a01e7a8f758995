/** What may be logged of something thrown: its class. A message may quote data. */
export const errorName = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown;
  // Whatever a module calls its errors: the name goes into an attribute of a message, which is text and not empty.
  const name = String(thrown.name)
    .replaceAll(/[^\x21-\x7e]/g, '')
    .slice(0, 128);
  return name === '' ? 'Error' : name;
};
