import type { SourcePart } from '../stack-parts';
import { signatureHeader } from './sign';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command for a POSIX shell that delivers a body, signed. */
export const signedCurl = (source: SourcePart, body: Buffer): string => {
  const [name, value] = signatureHeader(source, body);
  return [
    `curl -i ${source.url}`,
    `-H 'Content-Type: application/json'`,
    `-H ${quoted(`${name}: ${value}`)}`,
    `--data-binary ${quoted(body.toString())}`,
  ].join(' \\\n    ');
};
