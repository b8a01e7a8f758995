import * as z from 'zod/mini';

export interface StateRequest {
  readonly module: string;
  readonly entityId: string;
}

const eventSchema = z.object({
  /** Of the payload format. The events of a REST API do not name theirs, which is 1.0. */
  version: z.optional(z.string()),
  pathParameters: z.nullish(z.record(z.string(), z.optional(z.string()))),
});

/**
 * The parameters of `/state/{module}/{entity}` from API Gateway's payload format 1.0 or 2.0. A REST API hands them over
 * as they were sent, percent-encoded; what was decoded on the way and is no valid encoding any more, is taken as it is.
 * An HTTP API, from which 2.0 comes, has decoded them.
 *
 * @throws {z.core.$ZodError} when the event does not have this format, which only a wrong integration can cause.
 */
export const parseStateRequest = (event: unknown): StateRequest => {
  const { version, pathParameters } = eventSchema.parse(event);
  const read = version === '2.0' ? asItIs : decode;
  return {
    module: read(pathParameters?.['module'] ?? ''),
    entityId: read(pathParameters?.['entity'] ?? ''),
  };
};

const asItIs = (parameter: string): string => parameter;

const decode = (parameter: string): string => {
  try {
    return decodeURIComponent(parameter);
  } catch {
    return parameter;
  }
};
