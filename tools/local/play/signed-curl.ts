import { relative } from 'node:path';
import type { SourcePart } from '../stack-parts';
import type { SampleEvent } from './sample-events';
import { signatureHeader } from './sign';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command for a POSIX shell that delivers a sample event, signed; run in `folder`, today's one by default. */
export const signedCurl = (
  source: SourcePart,
  { path, body }: Pick<SampleEvent, 'path' | 'body'>,
  folder = process.cwd(),
): string => {
  const [name, value] = signatureHeader(source, body);
  return [
    `curl -i ${source.url}`,
    `-H 'Content-Type: application/json'`,
    `-H ${quoted(`${name}: ${value}`)}`,
    `--data-binary ${quoted(`@${relative(folder, path)}`)}`,
  ].join(' \\\n    ');
};
