import { isRecord } from '../is-record';

/**
 * What came whole of a JSON object whose text was cut: its members, and those of the objects among them, that end before
 * the cut. The member that the text ends in is left out, unless it is an object of the first level: of that one, what
 * came whole of it stays. Nothing is ever taken half: not a text, not a number that could go on, not a list.
 *
 * @returns `undefined` when the text is no beginning of a JSON object, or nothing of it came whole
 */
export const recoverCutObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const cut = scan(text);
  if (cut === undefined) return undefined;
  const attempts = [
    // The last value may be whole and end with the text. A number or a word could go on.
    ...(cut.isShallow && /["}\]]\s*$/.test(text) ? [text + '}'.repeat(cut.depth)] : []),
    // If what ends before the last comma is no JSON, the text is wrong, and not only cut.
    ...(cut.end ? [text.slice(0, cut.end.at) + '}'.repeat(cut.end.depth)] : []),
  ];
  for (const attempt of attempts) {
    const value = parse(attempt);
    if (isRecord(value) && !Array.isArray(value)) return { ...value };
  }
  return undefined;
};

/** A place behind a whole member, by which the text can be ended, and how many objects are open there. */
interface Break {
  readonly at: number;
  readonly depth: number;
}

interface Cut {
  /** The last of them. */
  readonly end: Break | undefined;
  readonly depth: number;
  /** Nothing is open but the object itself and at most an object in it. */
  readonly isShallow: boolean;
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Without recursion, so that a hostile text cannot exhaust the stack. @returns `undefined` if it was not cut */
const scan = (text: string): Cut | undefined => {
  if (!/^\s*\{/.test(text)) return undefined;
  const open: string[] = [];
  let outer: Break | undefined;
  let inner: Break | undefined;
  const isShallow = (): boolean => open.length <= 2 && open.every((closer) => closer === '}');
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const closer = closers[character];
    if (character === '"') {
      at = endOfString(text, at);
    } else if (closer !== undefined) {
      open.push(closer);
    } else if (character === '}' || character === ']') {
      // A text that closes what is not open, or ends before its end, was not cut: it is wrong.
      if (open.pop() !== character || open.length === 0) return undefined;
      if (open.length === 1) inner = undefined;
    } else if (character === ',' && isShallow()) {
      if (open.length === 1) outer = { at, depth: 1 };
      else inner = { at, depth: 2 };
    }
  }
  return { end: inner ?? outer, depth: open.length, isShallow: isShallow() };
};

/** @returns where its closing quote is, or the text's length */
const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
};

const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The error would quote the text.
    return undefined;
  }
};
