import type { LogCode, LogFields } from '../../lambdas/contract/log-codes';
import type { Log } from '../../lambdas/core/ports';

/** A log that keeps its lines. */
export class RecordingLog implements Log {
  readonly lines: { readonly level: string; readonly code: LogCode; readonly fields: LogFields }[] = [];

  info(code: LogCode, fields: LogFields): void {
    this.lines.push({ level: 'info', code, fields });
  }

  warn(code: LogCode, fields: LogFields): void {
    this.lines.push({ level: 'warn', code, fields });
  }

  error(code: LogCode, fields: LogFields): void {
    this.lines.push({ level: 'error', code, fields });
  }
}
