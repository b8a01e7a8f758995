import * as z from 'zod';

const resultSchema = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
const bodySchema = z.object({ status: z.string().optional(), id: z.string().optional() });

/** What a handler answered. */
export interface FuzzAnswer {
  readonly status: number;
  /** What became of an authentic delivery: `accepted`, `duplicate`, `ignored`, `quarantined`. */
  readonly outcome: string | undefined;
  /** The id of the event, if it is told. */
  readonly id: string | undefined;
  /** All of it, as text. */
  readonly text: string;
}

/** Reads what a handler for API Gateway gave. Throws when it is no answer. */
export const readAnswer = (result: unknown): FuzzAnswer => {
  const { statusCode, headers, body } = resultSchema.parse(result);
  const { status: outcome, id } = bodySchema.parse(JSON.parse(body));
  return { status: statusCode, outcome, id, text: `${JSON.stringify(headers)}${body}` };
};
