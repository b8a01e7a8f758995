/**
 * What may be logged of something thrown: its class. A message may quote data. Never empty and in ASCII, whatever a
 * module calls its errors, because it goes into an attribute of a message too.
 */
export const errorName = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown;
  const { name }: { readonly name: unknown } = thrown;
  const readable = typeof name === 'string' ? name.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 128) : '';
  return readable === '' ? 'Error' : readable;
};
