import * as z from 'zod';
import { type LogCode, logCodes, type LogFields } from '../../../lambdas/contract/log-codes';

/** What a line that a function wrote is. */
export type FunctionOutput =
  /** A stage that an event has passed. */
  | { readonly kind: 'stage'; readonly code: LogCode; readonly fields: LogFields }
  /** Metrics in CloudWatch's embedded format. */
  | { readonly kind: 'metrics' }
  /** Anything else, such as the stack of an error that nobody caught. */
  | { readonly kind: 'text'; readonly text: string };

const optionalText = z.string().exactOptional();
const optionalNumber = z.number().exactOptional();

/** The fields that a code may have; what else stands in the line is left out. */
const stageLine = z.object({
  message: z.enum(logCodes),
  source: optionalText,
  eventId: optionalText,
  eventType: optionalText,
  module: optionalText,
  modules: z.array(z.string()).exactOptional(),
  receiveCount: optionalNumber,
  status: optionalNumber,
  reason: optionalText,
  step: optionalText,
  errorName: optionalText,
});

const metricsLine = z.object({ _aws: z.object({ CloudWatchMetrics: z.array(z.unknown()) }) });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads one line of a function. */
export const readFunctionOutput = (text: string): FunctionOutput => {
  const json = parseJson(text);
  const stage = stageLine.safeParse(json);
  if (stage.success) {
    const { message: code, ...fields } = stage.data;
    return { kind: 'stage', code, fields };
  }
  return metricsLine.safeParse(json).success ? { kind: 'metrics' } : { kind: 'text', text };
};
