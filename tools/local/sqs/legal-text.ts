/** Characters that SQS takes: those of XML 1.0. Lone surrogates are none of them. Source: SendMessage. */
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export function isLegalText(text: string): boolean {
  return !illegal.test(text);
}
