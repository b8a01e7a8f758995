import * as fc from 'fast-check';
import {
  close,
  fullBucket,
  hear,
  take,
  type TokenBucket,
} from '../../../lambdas/core/rate-limit/token-bucket';

const limit = { requests: 300, windowMs: 60_000 };

/** Takes as many as there are. @returns how many, the bucket then, and how long to wait */
const drain = (bucket: TokenBucket, nowMs: number) => {
  for (let taken = 0; ; taken += 1) {
    const result = take(bucket, nowMs);
    bucket = result.bucket;
    if (result.kind === 'empty') return { taken, bucket, waitMs: result.waitMs };
  }
};

const mostInAnyWindow = (times: readonly number[], windowMs: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe('a bucket of tokens', () => {
  it('lets a fifth of the limit through at once, and then as much as comes back', () => {
    const first = drain(fullBucket(limit, 0), 0);
    const second = drain(first.bucket, 1000);

    expect([first.taken, second.taken]).toEqual([60, 4]);
  });

  it.each([1, 2, 3, 7, 50, 300])(
    'lets at most %i through in any window, whoever asks whenever',
    (requests) => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 400 }), (pauses) => {
          const small = { requests, windowMs: 5000 };
          let bucket = fullBucket(small, 0);
          let nowMs = 0;
          const times: number[] = [];
          for (const pause of pauses) {
            nowMs += pause;
            const result = take(bucket, nowMs);
            bucket = result.bucket;
            if (result.kind === 'taken') times.push(nowMs);
          }
          expect(mostInAnyWindow(times, small.windowMs)).toBeLessThanOrEqual(requests);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('uses most of the limit when everybody waits for the turn that was given', () => {
    let bucket = fullBucket(limit, 0);
    let waiting = Array.from({ length: 2000 }, () => 0);
    const times: number[] = [];
    for (let nowMs = 0; nowMs <= 300_000; nowMs += 100) {
      const still: number[] = [];
      for (const turnMs of waiting) {
        if (turnMs > nowMs) {
          still.push(turnMs);
          continue;
        }
        const result = take(bucket, nowMs);
        bucket = result.bucket;
        if (result.kind === 'taken') times.push(nowMs);
        else still.push(nowMs + result.waitMs);
      }
      waiting = still;
    }
    expect(mostInAnyWindow(times, limit.windowMs)).toBeLessThanOrEqual(300);
    expect(times.length).toBeGreaterThan(0.8 * 5 * 240);
  });

  it('gives everybody who comes in vain a turn of their own', () => {
    const { bucket, waitMs } = drain(fullBucket(limit, 0), 0);
    const waits = [waitMs];
    let next = bucket;
    for (let comer = 0; comer < 3; comer += 1) {
      const result = take(next, 0);
      next = result.bucket;
      if (result.kind === 'empty') waits.push(result.waitMs);
    }

    expect(waits).toEqual([250, 500, 750, 1000]);
  });

  it('believes what the other side counts, as long as its window is', () => {
    const bucket = hear(fullBucket(limit, 0), { count: 297, allowed: 300, resetSeconds: 30 }, 0);
    const first = drain(bucket, 0);

    expect([first.taken, first.waitMs]).toEqual([3, 30_000]);
    expect(take(first.bucket, 29_999).kind).toBe('empty');
    expect(take(first.bucket, 30_000).kind).toBe('taken');
  });

  it('counts those under way that the other side has not seen yet', () => {
    let bucket = hear(fullBucket(limit, 0), { count: 290, allowed: 300, resetSeconds: 30 }, 0);
    for (let sent = 0; sent < 8; sent += 1) bucket = take(bucket, 0).bucket;

    expect(drain(hear(bucket, { count: 291, allowed: 300, resetSeconds: 30 }, 0), 0).taken).toBe(2);
  });

  it('begins anew with the window of the other side', () => {
    const used = hear(fullBucket(limit, 0), { count: 299, allowed: 300, resetSeconds: 1 }, 0);

    const fresh = hear(used, { count: 1, allowed: 300, resetSeconds: 60 }, 900);

    expect(drain(fresh, 900).taken).toBe(60);
  });

  it('takes another limit over', () => {
    const bucket = hear(fullBucket(limit, 0), { count: 1, allowed: 50, resetSeconds: 60 }, 0);

    expect(drain(bucket, 0).taken).toBe(10);
  });

  it.each([
    { count: Number.NaN, allowed: 300, resetSeconds: 1 },
    { count: 1, allowed: 0, resetSeconds: 1 },
    { count: -1, allowed: 300, resetSeconds: 1 },
    { count: 1, allowed: 300, resetSeconds: Number.NaN },
  ])('does not listen to nonsense: %j', (tidings) => {
    const bucket = fullBucket(limit, 0);

    expect(hear(bucket, tidings, 0)).toEqual(bucket);
  });

  it('is closed for as long as was asked, and a whole window if nothing was', () => {
    const asked = close(fullBucket(limit, 0), 17, 0);
    const unasked = close(fullBucket(limit, 0), undefined, 0);

    expect([asked.waitMs, unasked.waitMs]).toEqual([17_000, 60_000]);
    expect(take(asked.bucket, 16_999)).toMatchObject({ kind: 'empty', waitMs: 1 });
    expect(drain(asked.bucket, 17_000).taken).toBe(1);
  });
});
