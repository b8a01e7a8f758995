/** What an answer means, in words. */
export interface Explanation {
  /** Whether a sender with this secret gets through. */
  readonly isOpen: boolean;
  /** Stable, for programs: such as `IGNORED` or `UNAUTHORIZED`. */
  readonly code: string;
  readonly summary: string;
  /** What it can come from, the likeliest first. */
  readonly causes: readonly string[];
  /** What to do. */
  readonly remedies: readonly string[];
}

export const closed = (
  code: string,
  summary: string,
  more: Partial<Pick<Explanation, 'causes' | 'remedies'>> = {},
): Explanation => ({ isOpen: false, code, summary, causes: [], remedies: [], ...more });
