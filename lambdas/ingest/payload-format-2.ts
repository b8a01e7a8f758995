import * as z from 'zod/mini';
import type { HttpRequest } from './http';

/**
 * Payload format 2.0 of API Gateway's HTTP APIs and of Lambda's function URLs, as far as ingest reads it.
 * Source: Amazon API Gateway developer guide, "Lambda proxy integrations for HTTP APIs"; AWS Lambda developer guide,
 * "Invoking Lambda function URLs".
 */
const eventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  headers: z.nullish(z.record(z.string(), z.optional(z.string()))),
  /** Of the route that matched. A function URL has no routes. */
  pathParameters: z.nullish(z.record(z.string(), z.optional(z.string()))),
  requestContext: z.object({ stage: z.optional(z.string()), http: z.object({ method: z.string() }) }),
  body: z.nullish(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

type Event = z.output<typeof eventSchema>;

/**
 * Header names come in lower case, the values of one that was sent several times joined by commas.
 *
 * The body has its bytes exactly as sent where it is base64. As text, which is what JSON comes as, it has them unless
 * they were not UTF-8: then the signature does not match what is left of them.
 *
 * @throws {z.core.$ZodError} when the event does not have this format, which only a wrong integration can cause.
 */
export const fromPayloadFormat2 = (event: unknown): HttpRequest => {
  const parsed = eventSchema.parse(event);
  const { requestContext, headers, body, isBase64Encoded } = parsed;
  const values = new Map(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  return {
    method: requestContext.http.method,
    source: sourceOf(parsed),
    headerValues: (name) => valuesOf(name.toLowerCase(), values.get(name.toLowerCase())),
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};

/** Names of sources need no encoding, so nothing that is encoded is one. */
const webhookPath = /^\/webhook\/([a-z0-9-]+)\/?$/;

/** A named stage stands before the path of the route; the nameless one, which is all a function URL has, does not. */
const sourceOf = ({ pathParameters, rawPath, requestContext: { stage } }: Event): string | undefined => {
  const given = pathParameters?.['source'];
  if (given !== undefined) return given;
  const prefix = stage === undefined || stage === '$default' ? '' : `/${stage}`;
  const path = rawPath.startsWith(`${prefix}/`) ? rawPath.slice(prefix.length) : rawPath;
  return webhookPath.exec(path)?.[1];
};

/** Headers that make sense once only, and in whose values nobody writes a comma: one there comes from joining. */
const withoutCommas: ReadonlySet<string> = new Set(['content-type', 'content-encoding']);

/**
 * Any other value is handed over as it came, commas and all: a signature may rightly have some (`v1,<base64>`), and
 * joined with another one it is none that a scheme knows.
 */
const valuesOf = (name: string, value: string | undefined): readonly string[] => {
  if (value === undefined) return [];
  return withoutCommas.has(name) ? value.split(',').map((part) => part.trim()) : [value];
};
