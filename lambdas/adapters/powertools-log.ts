import { Logger } from '@aws-lambda-powertools/logger';
import { type LogCode, type LogFields, logFieldNames } from '../contract/log-codes';
import type { Log } from '../core/ports';

/** Logs JSON lines through Powertools; the service's name and the level come from its own environment variables. */
export class PowertoolsLog implements Log {
  readonly #logger = new Logger();

  info(code: LogCode, fields: LogFields): void {
    this.#logger.info(code, allowed(fields));
  }

  warn(code: LogCode, fields: LogFields): void {
    this.#logger.warn(code, allowed(fields));
  }

  error(code: LogCode, fields: LogFields): void {
    this.#logger.error(code, allowed(fields));
  }
}

/** A type does not stop a wider object from being passed; this does. */
const allowed = (fields: LogFields): Record<string, unknown> =>
  Object.fromEntries(
    logFieldNames.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
