import { randomBytes } from 'node:crypto';

const letters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
  .filter((letter) => letter !== '"' && letter !== '\\')
  .join('');

/**
 * A text that takes as many bytes as JSON, without its quotes, and that nothing makes smaller: base64 of its compressed
 * form is longer than it is.
 */
export const noise = (bytes: number): string =>
  Array.from(randomBytes(bytes), (byte) => letters[byte % letters.length]).join('');
