import type { ModuleVoice } from '../../lambdas/processor/ports';

/** Keeps what a module says. */
export class RecordingVoice implements ModuleVoice {
  readonly lines: { readonly level: string; readonly code: string; readonly fields: object }[] = [];
  readonly counts: Record<string, number> = {};

  log(level: 'info' | 'warn', code: string, fields: Readonly<Record<string, number>>): void {
    this.lines.push({ level, code, fields });
  }

  count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
