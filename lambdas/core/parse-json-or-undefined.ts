/** What a text says as JSON; `undefined` if it is none. The parser's error would quote the text, so it is let go. */
export const parseJsonOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
