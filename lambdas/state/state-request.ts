import * as z from 'zod/mini';

export interface StateRequest {
  readonly module: string;
  readonly entityId: string;
}

const eventSchema = z.object({
  pathParameters: z.nullish(z.record(z.string(), z.optional(z.string()))),
});

/**
 * The parameters of `/state/{module}/{entity}` from API Gateway's payload format 1.0. A REST API hands them over as
 * they were sent, percent-encoded; what was decoded on the way and is no valid encoding any more, is taken as it is.
 *
 * @throws {z.core.$ZodError} when the event does not have this format, which only a wrong integration can cause.
 */
export const parseStateRequest = (event: unknown): StateRequest => {
  const { pathParameters } = eventSchema.parse(event);
  return {
    module: decode(pathParameters?.['module'] ?? ''),
    entityId: decode(pathParameters?.['entity'] ?? ''),
  };
};

const decode = (parameter: string): string => {
  try {
    return decodeURIComponent(parameter);
  } catch {
    return parameter;
  }
};
