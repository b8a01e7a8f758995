import type { SourcePart } from '../stack-parts';
import { signedHeaders } from './sign';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command for a POSIX shell that delivers a body, signed. */
export const signedCurl = (source: SourcePart, body: Buffer): string => {
  const headers = { 'Content-Type': 'application/json', ...signedHeaders(source, body) };
  return [
    `curl -i ${source.url}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-binary ${quoted(body.toString())}`,
  ].join(' \\\n    ');
};
