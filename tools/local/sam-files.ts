import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ApiKind } from '../../lambdas/contract/api-kind';
import type { FunctionDefinition } from './model';
import { signedHeaders } from './play/sign';
import type { SourcePart } from './stack-parts';

export interface SamFilesOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly sources: readonly SourcePart[];
  /** Variables that every function of the runner gets on top of the template's. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  /** The event for ingest, payload format 1.0 or 2.0, signed with whatever secret. */
  readonly ingestEvent: unknown;
}

const ingestEventSchema = z.looseObject({
  headers: z.record(z.string(), z.string()),
  /** Format 1.0 alone has them; the names in `headers` are in lower case without. */
  multiValueHeaders: z.record(z.string(), z.array(z.string())).optional(),
  pathParameters: z.object({ source: z.string() }),
  body: z.string(),
  isBase64Encoded: z.boolean(),
});

/**
 * What `sam local invoke` needs to run a function against this runner: its environment, limited to the variables
 * that the template declares (SAM passes no others), and ingest's event signed with the secret in force.
 *
 * Throws `ZodError` when the event is not one of API Gateway's.
 */
export const samFiles = (
  options: SamFilesOptions,
): Readonly<Record<'env.json' | 'ingest.json', unknown>> => ({
  'env.json': Object.fromEntries(
    options.functions.map(({ logicalId, environment }) => [
      logicalId,
      Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, options.extraEnvironment[name] ?? value]),
      ),
    ]),
  ),
  'ingest.json': signAnew(ingestEventSchema.parse(options.ingestEvent), options.sources),
});

const signAnew = (event: z.infer<typeof ingestEventSchema>, sources: readonly SourcePart[]): unknown => {
  const source = sources.find(({ name }) => name === event.pathParameters.source);
  if (source === undefined) return event;
  const { body, isBase64Encoded } = event;
  const signed = signedHeaders(source, Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  if (event.multiValueHeaders === undefined) {
    const lowerCase = Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]);
    return { ...event, headers: { ...event.headers, ...Object.fromEntries(lowerCase) } };
  }
  const lists = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, [value]]));
  return {
    ...event,
    headers: { ...event.headers, ...signed },
    multiValueHeaders: { ...event.multiValueHeaders, ...lists },
  };
};

const ingestSamples: Readonly<Record<ApiKind, string>> = {
  rest: 'ingest.json',
  http: 'ingest-http-api.json',
};

/**
 * Writes the files into `folder`, readable by this user only; the returned function removes the folder. Ingest's event
 * is one of the given kind of API.
 */
export const writeSamFiles = (
  folder: string,
  { apiKind, ...options }: Omit<SamFilesOptions, 'ingestEvent'> & { readonly apiKind: ApiKind },
): (() => void) => {
  const sample = join(samplesFolder, ingestSamples[apiKind]);
  const ingestEvent: unknown = JSON.parse(readFileSync(sample, 'utf8'));
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(samFiles({ ...options, ingestEvent }))) {
    writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
  return () => rmSync(folder, { recursive: true, force: true });
};

const samplesFolder = join(__dirname, '..', '..', 'events', 'sam');
