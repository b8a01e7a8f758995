import * as z from 'zod';
import { type LogCode, logCodes, type LogFields } from '../../../lambdas/contract/log-codes';

/** What a module says of itself, with a code that its manifest declares. */
export interface ModuleLine {
  readonly kind: 'module-log';
  readonly isProblem: boolean;
  readonly code: string;
  readonly fields: LogFields;
}

/** What a line that a function wrote is. */
export type FunctionOutput =
  /** A stage that an event has passed. */
  | { readonly kind: 'stage'; readonly code: LogCode; readonly fields: LogFields }
  /** A code of a module's own. */
  | ModuleLine
  /** Metrics in CloudWatch's embedded format. */
  | { readonly kind: 'metrics' }
  /** Anything else, such as the stack of an error that nobody caught. */
  | { readonly kind: 'text'; readonly text: string };

const optionalText = z.string().exactOptional();
const optionalNumber = z.number().exactOptional();

/** The fields that a code may have; what else stands in the line is left out. */
const fields = {
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
  entityHash: optionalText,
  attempts: optionalNumber,
  count: optionalNumber,
  cause: optionalText,
  dependency: optionalText,
  delaySeconds: optionalNumber,
  ratePerSecond: optionalNumber,
  burst: optionalNumber,
  alarms: z.array(z.string()).exactOptional(),
};

const stageLine = z.object({ ...fields, message: z.enum(logCodes) });

const moduleLine = z.object({
  ...fields,
  level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL']),
  module: z.string(),
  message: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
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
  const own = moduleLine.safeParse(json);
  if (own.success) {
    const { message: code, level, ...fields } = own.data;
    return { kind: 'module-log', isProblem: level !== 'DEBUG' && level !== 'INFO', code, fields };
  }
  return metricsLine.safeParse(json).success ? { kind: 'metrics' } : { kind: 'text', text };
};
