/** A function cannot be bundled. Names the files and lines, as esbuild does. */
export class BundlingError extends Error {
  override readonly name = 'BundlingError';

  constructor(entry: string, reason: string, options?: ErrorOptions) {
    super(`${entry} cannot be bundled:\n${reason}`, options);
  }
}
