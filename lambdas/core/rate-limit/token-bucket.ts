/** So many requests are let through in any time of this length. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * How often requests may be sent so that a limit is kept. A fifth of the limit can be used at once; the rest comes back
 * evenly over the window, so that no window, wherever it begins, sees more than the limit.
 */
export interface TokenBucket {
  readonly limit: RateLimit;
  /** As of `atMs`. */
  readonly tokens: number;
  readonly atMs: number;
  /** What the other side says is left, and until when that holds. */
  readonly told: { readonly left: number; readonly untilMs: number } | undefined;
  /** Until then nothing is sent: the other side has refused a request. */
  readonly closedUntilMs: number;
  /** The turn that was given to who came last in vain. */
  readonly lastTurnMs: number;
}

/** What the other side says about its limit with an answer. */
export interface RateTidings {
  /** Requests in its window so far, and how many it allows. */
  readonly count: number;
  readonly allowed: number;
  /** Until its window ends. */
  readonly resetSeconds: number;
}

/** `empty`: not now; `waitMs` until a turn that is given to nobody else. */
export type Taken =
  | { readonly kind: 'taken'; readonly bucket: TokenBucket }
  | { readonly kind: 'empty'; readonly bucket: TokenBucket; readonly waitMs: number };

export const fullBucket = (limit: RateLimit, nowMs: number): TokenBucket => ({
  limit,
  tokens: capacityOf(limit),
  atMs: nowMs,
  told: undefined,
  closedUntilMs: 0,
  lastTurnMs: 0,
});

const capacityOf = ({ requests }: RateLimit): number => Math.max(1, Math.floor(requests / 5));

const msPerToken = (limit: RateLimit): number =>
  limit.windowMs / Math.max(0.5, limit.requests - capacityOf(limit));

const refilled = (bucket: TokenBucket, nowMs: number): TokenBucket => {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  const tokens = Math.min(capacityOf(bucket.limit), bucket.tokens + elapsedMs / msPerToken(bucket.limit));
  const told = bucket.told && nowMs < bucket.told.untilMs ? bucket.told : undefined;
  return { ...bucket, tokens, told, atMs: Math.max(bucket.atMs, nowMs) };
};

/** Takes leave to send one request. */
export const take = (before: TokenBucket, nowMs: number): Taken => {
  const bucket = refilled(before, nowMs);
  const { tokens, told, limit } = bucket;
  const freeMs = Math.max(
    bucket.closedUntilMs,
    told && told.left < 1 ? told.untilMs : 0,
    tokens < 1 ? bucket.atMs + (1 - tokens) * msPerToken(limit) : 0,
  );
  if (freeMs <= nowMs) {
    const left = told && { ...told, left: told.left - 1 };
    return { kind: 'taken', bucket: { ...bucket, tokens: tokens - 1, told: left } };
  }
  // Who comes in vain is given turns one after the other, so that they do not all come again at once.
  const turnMs = Math.max(freeMs, Math.min(bucket.lastTurnMs, freeMs + limit.windowMs) + msPerToken(limit));
  return { kind: 'empty', bucket: { ...bucket, lastTurnMs: turnMs }, waitMs: turnMs - nowMs };
};

/** The end of a window is told in whole seconds. */
const roundingMs = 2000;

/**
 * Learns what the other side says. It may count requests of others too, and may not have seen those that are under way:
 * the lower of what it says and what was known of the same window holds.
 */
export const hear = (before: TokenBucket, tidings: RateTidings, nowMs: number): TokenBucket => {
  const { allowed, count, resetSeconds } = tidings;
  if (!(allowed >= 1) || !(count >= 0) || !(resetSeconds >= 0)) return before;
  const bucket = refilled(before, nowMs);
  const limit = { ...bucket.limit, requests: Math.floor(allowed) };
  const untilMs = nowMs + Math.min(resetSeconds * 1000, limit.windowMs);
  const isSameWindow = bucket.told !== undefined && untilMs - bucket.told.untilMs < roundingMs;
  const known = isSameWindow ? (bucket.told?.left ?? 0) : Number.POSITIVE_INFINITY;
  const left = Math.min(known, Math.max(0, allowed - count));
  return { ...bucket, limit, tokens: Math.min(bucket.tokens, capacityOf(limit)), told: { left, untilMs } };
};

/** A request was refused for the limit. @param waitSeconds what was asked; default: a whole window */
export const close = (
  before: TokenBucket,
  waitSeconds: number | undefined,
  nowMs: number,
): { readonly bucket: TokenBucket; readonly waitMs: number } => {
  const asked = waitSeconds === undefined ? before.limit.windowMs : waitSeconds * 1000;
  const closedUntilMs = Math.max(before.closedUntilMs, nowMs + asked);
  // One at first, then as they come.
  const bucket = { ...before, tokens: 1, atMs: closedUntilMs, told: undefined, closedUntilMs };
  return { bucket, waitMs: closedUntilMs - nowMs };
};
