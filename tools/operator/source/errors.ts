/** The check cannot be made as it was asked for. Nothing was sent. */
export class CannotCheckError extends Error {
  override readonly name = 'CannotCheckError';
}
