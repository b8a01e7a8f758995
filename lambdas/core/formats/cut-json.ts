import { isTooDeep } from './parse-json';
import { recoverCutObject } from './recover-cut-object';

/** What came whole of a JSON object whose bytes were cut, in the middle of a character too. */
export const parseCutJson = (rawBody: Uint8Array): Readonly<Record<string, unknown>> | undefined => {
  const text = decodeCutUtf8(rawBody);
  const recovered = text === undefined ? undefined : recoverCutObject(text);
  return recovered !== undefined && !isTooDeep(recovered) ? recovered : undefined;
};

/** As more could come, the bytes of an unfinished character at the end are no error, and left out. */
const decodeCutUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
};
