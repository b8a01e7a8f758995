import type { SigningSecrets } from '../../lambdas/core/signature';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import { RecordingLog } from '../in-memory/recording-log';
import { secretVersions } from '../secret-versions';

const hourMs = 3_600_000;
const createdMs = 500_000;

const cacheFixture = () => {
  const state: { secrets: SigningSecrets | Error; fetches: number; nowMs: number } = {
    secrets: { current: 'one' },
    fetches: 0,
    nowMs: 1_000_000,
  };
  const log = new RecordingLog();
  const cache = new CachedSecrets({
    clock: { now: () => state.nowMs },
    log,
    overlapMs: hourMs,
    store: {
      fetch: async () => {
        state.fetches += 1;
        if (state.secrets instanceof Error) throw state.secrets;
        return secretVersions(state.secrets, createdMs);
      },
    },
  });
  return { state, log, cache };
};

/** What comes of a hundred attempts at once. */
const hundredTimes = (attempt: () => Promise<unknown>): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled(Array.from({ length: 100 }, attempt));

describe('CachedSecrets', () => {
  it('fetches once, however many ask at once or later', async () => {
    const { state, cache } = cacheFixture();
    await hundredTimes(() => cache.get('genesys'));
    state.nowMs += 14 * 60 * 1000;
    await cache.get('genesys');
    expect(state.fetches).toBe(1);
  });

  it('keeps the secrets of two sources apart', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    state.secrets = { current: 'two' };
    expect(await cache.get('other')).toEqual({ current: 'two' });
    expect(await cache.get('genesys')).toEqual({ current: 'one' });
  });

  it('fetches again after a quarter of an hour, so that a withdrawn secret dies', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    state.nowMs += 15 * 60 * 1000;
    state.secrets = { current: 'two' };
    expect(await cache.get('genesys')).toEqual({ current: 'two' });
  });

  it('keeps the old secrets when a later fetch fails, and says so without them', async () => {
    const { state, cache, log } = cacheFixture();
    await cache.get('genesys');
    state.nowMs += 15 * 60 * 1000;
    state.secrets = new RangeError('one');
    expect(await cache.get('genesys')).toEqual({ current: 'one' });
    expect(log.lines).toEqual([
      {
        level: 'warn',
        code: 'SECRET_REFRESH_FAILED',
        fields: { source: 'genesys', errorName: 'RangeError' },
      },
    ]);
  });

  it('asks again half a minute after a later fetch has failed, and not before', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    state.nowMs += 15 * 60 * 1000;
    state.secrets = new Error('throttled');
    await cache.get('genesys');
    state.nowMs += 29_999;
    await cache.get('genesys');
    expect(state.fetches).toBe(2);

    state.nowMs += 1;
    state.secrets = { current: 'two' };
    expect(await cache.get('genesys')).toEqual({ current: 'two' });
  });
});

describe('CachedSecrets that never had any', () => {
  it('asks once in two seconds while that fails, however many deliveries come', async () => {
    const { state, cache } = cacheFixture();
    state.secrets = new Error('no access');
    const answers = await hundredTimes(() => cache.get('genesys'));
    state.nowMs += 1999;
    answers.push(...(await hundredTimes(() => cache.get('genesys'))));

    expect(state.fetches).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 'rejected', reason: state.secrets })]),
    );

    state.nowMs += 1;
    state.secrets = { current: 'one' };
    expect(await cache.get('genesys')).toEqual({ current: 'one' });
    expect(state.fetches).toBe(2);
  });
});

describe('CachedSecrets after a mismatch', () => {
  /** With secrets that were fetched half a minute ago. */
  const warmFixture = async () => {
    const fixture = cacheFixture();
    await fixture.cache.get('genesys');
    fixture.state.nowMs += 30_000;
    return fixture;
  };

  it('gives newer secrets', async () => {
    const { state, cache } = await warmFixture();
    state.secrets = { current: 'two', previous: 'one' };
    const newer = { current: 'two', previous: 'one', previousEndsMs: createdMs + hourMs };
    expect(await cache.refresh('genesys')).toEqual(newer);
    expect(await cache.get('genesys')).toEqual(newer);
  });

  it('gives a pending secret as soon as there is one, and the same when it has become the current one', async () => {
    const { state, cache } = await warmFixture();
    state.secrets = { current: 'one', pending: 'two' };
    expect(await cache.refresh('genesys')).toEqual({ current: 'one', pending: 'two' });

    state.nowMs += 30_000;
    state.secrets = { current: 'two', previous: 'one', pending: 'two' };
    expect(await cache.refresh('genesys')).toEqual({
      current: 'two',
      previous: 'one',
      previousEndsMs: createdMs + hourMs,
    });
  });

  it('gives nothing when there is nothing newer', async () => {
    const { cache, state } = await warmFixture();
    expect(await cache.refresh('genesys')).toBeUndefined();
    expect(state.fetches).toBe(2);
  });

  it('does not fetch what it has just fetched for the same delivery', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    expect(await cache.refresh('genesys')).toBeUndefined();
    expect(state.fetches).toBe(1);
  });

  it('fetches once in 30 seconds, however many mismatches there are and whatever else is due', async () => {
    const { state, cache } = cacheFixture();
    const fetchedAtMs: number[] = [];
    const startMs = state.nowMs;
    for (let seconds = 0; seconds < 3600; seconds += 1) {
      const before = state.fetches;
      await hundredTimes(async () => {
        await cache.get('genesys');
        await cache.refresh('genesys');
      });
      if (state.fetches !== before) fetchedAtMs.push(state.nowMs - startMs);
      state.nowMs += 1000;
    }

    expect(state.fetches).toBe(fetchedAtMs.length);
    expect(fetchedAtMs).toEqual(Array.from({ length: 120 }, (_, index) => index * 30_000));
  });

  it('rejects while it cannot be told whether there is anything newer, as the mismatch may be our fault', async () => {
    const { state, cache } = await warmFixture();
    state.secrets = new Error('throttled');
    await expect(cache.refresh('genesys')).rejects.toThrow('throttled');
    state.nowMs += 29_999;
    await expect(cache.refresh('genesys')).rejects.toThrow('throttled');
    expect(state.fetches).toBe(2);

    state.nowMs += 1;
    state.secrets = { current: 'one' };
    expect(await cache.refresh('genesys')).toBeUndefined();
  });
});

describe('CachedSecrets and the end of an overlap', () => {
  it('accepts the previous secret until then, and from that moment on not, without a fetch', async () => {
    const { state, cache } = cacheFixture();
    state.secrets = { current: 'two', previous: 'one' };
    state.nowMs = createdMs + hourMs - 1;
    expect(await cache.get('genesys')).toMatchObject({ current: 'two', previous: 'one' });

    state.nowMs += 1;
    expect(await cache.get('genesys')).toEqual({ current: 'two' });
    expect(state.fetches).toBe(1);
  });
});
