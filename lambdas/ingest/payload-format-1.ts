import * as z from 'zod/mini';
import type { HttpRequest } from './http';

/**
 * API Gateway's payload format 1.0, as far as ingest reads it.
 * Source: Amazon API Gateway developer guide, "Lambda proxy integrations".
 */
const eventSchema = z.object({
  httpMethod: z.string(),
  pathParameters: z.nullish(z.record(z.string(), z.optional(z.string()))),
  headers: z.nullish(z.record(z.string(), z.optional(z.string()))),
  multiValueHeaders: z.nullish(z.record(z.string(), z.optional(z.array(z.string())))),
  body: z.nullish(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/**
 * @throws {z.core.$ZodError} when the event does not have this format, which only a wrong integration can cause.
 */
export const fromPayloadFormat1 = (event: unknown): HttpRequest => {
  const { httpMethod, pathParameters, headers, multiValueHeaders, body, isBase64Encoded } =
    eventSchema.parse(event);
  const values = headerLists(headers ?? {}, multiValueHeaders ?? {});
  return {
    method: httpMethod,
    source: pathParameters?.['source'],
    headerValues: (name) => values.get(name.toLowerCase()) ?? [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};

/** By lower-case name. Where both forms are given, the lists are the truth: `single` has the last value of each. */
const headerLists = (
  single: Readonly<Record<string, string | undefined>>,
  lists: Readonly<Record<string, readonly string[] | undefined>>,
): ReadonlyMap<string, readonly string[]> => {
  const values = new Map<string, readonly string[]>();
  const all = Object.keys(lists).length > 0 ? lists : single;
  for (const [name, value = []] of Object.entries(all)) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value].flat());
  }
  return values;
};
