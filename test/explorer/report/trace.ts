import pc from 'picocolors';
import type { Telling } from '../simulation/simulation';

/** Of a longer run the middle is left out. */
const maxLines = 400;

/** Collects what happens in a run as lines for people. */
export class Trace {
  readonly #lines: string[] = [];
  readonly #startMs: number;
  #lastMs: number | undefined;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get lines(): readonly string[] {
    const more = this.#lines.length - maxLines;
    if (more <= 0) return this.#lines;
    const half = maxLines / 2;
    return [...this.#lines.slice(0, half), `  … ${more} lines …`, ...this.#lines.slice(-half)];
  }

  readonly tell: Telling = ({ atMs, actor, text }) => {
    const time = atMs === this.#lastMs ? '' : `+${((atMs - this.#startMs) / 1000).toFixed(3)} s`;
    this.#lastMs = atMs;
    this.#lines.push(`  ${pc.dim(time.padStart(13))}  ${pc.cyan(actor.padEnd(12))}  ${coloured(text)}`);
  };
}

const coloured = (text: string): string => {
  if (text.startsWith('✗')) return pc.red(text);
  return text.startsWith('#') ? pc.dim(text) : text;
};
