import type { SigningSecrets } from '../../lambdas/core/signature';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import { RecordingLog } from '../in-memory/recording-log';

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
    store: {
      fetch: async () => {
        state.fetches += 1;
        if (state.secrets instanceof Error) throw state.secrets;
        return state.secrets;
      },
    },
  });
  return { state, log, cache };
};

describe('CachedSecrets', () => {
  it('fetches once, however many ask at once or later', async () => {
    const { state, cache } = cacheFixture();
    await Promise.all([cache.get('genesys'), cache.get('genesys'), cache.get('genesys')]);
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

  it('does not ask again at once after a failed refresh of what it has', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    state.nowMs += 15 * 60 * 1000;
    state.secrets = new Error('throttled');
    await cache.get('genesys');
    await cache.get('genesys');
    expect(state.fetches).toBe(2);
  });

  it('rejects when it never had any, and tries again the next time', async () => {
    const { state, cache } = cacheFixture();
    state.secrets = new Error('no access');
    await expect(cache.get('genesys')).rejects.toThrow('no access');
    state.secrets = { current: 'one' };
    expect(await cache.get('genesys')).toEqual({ current: 'one' });
  });

  it('gives newer secrets after a mismatch, even right after the first fetch', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    state.secrets = { current: 'two', previous: 'one' };
    expect(await cache.refresh('genesys')).toEqual({ current: 'two', previous: 'one' });
    expect(await cache.get('genesys')).toEqual({ current: 'two', previous: 'one' });
  });

  it('gives nothing after a mismatch when there is nothing newer', async () => {
    const { cache } = cacheFixture();
    await cache.get('genesys');
    expect(await cache.refresh('genesys')).toBeUndefined();
  });

  it('fetches once in 30 seconds, however many mismatches there are', async () => {
    const { state, cache } = cacheFixture();
    await cache.get('genesys');
    const flood = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 100 }, () => cache.refresh('genesys')));

    await flood();
    state.nowMs += 29_999;
    await flood();
    expect(state.fetches).toBe(2);

    state.nowMs += 1;
    await flood();
    expect(state.fetches).toBe(3);
  });
});
