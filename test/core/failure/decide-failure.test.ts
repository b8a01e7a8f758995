import type { FailureClass } from '../../../lambdas/core/failure/classify';
import {
  counts,
  decideFailure,
  type FailedAttempt,
  type FailureTimes,
  type Standing,
} from '../../../lambdas/core/failure/decide-failure';

const t0 = Date.UTC(2023, 9, 27, 15);
const at = (second: number): number => t0 + second * 1000;

const transient: FailureClass = { kind: 'counted', cause: 'TRANSIENT' };
const permanent: FailureClass = { kind: 'permanent', cause: 'SCHEMA' };
const crmFailed: FailureClass = { kind: 'counted', cause: 'DEPENDENCY_FAILED', dependency: 'crm' };
const crmDown: FailureClass = { kind: 'not-now', cause: 'DEPENDENCY_UNAVAILABLE', dependency: 'crm' };
const storeDown: FailureClass = { kind: 'not-now', cause: 'STORE_UNAVAILABLE' };
const busy: FailureClass = { kind: 'not-now', cause: 'BUSY' };

const down: Standing = { kind: 'down', retryInSeconds: 30 };
const up = (healthyAtMs?: number, closedAtMs?: number): Standing => ({ kind: 'up', healthyAtMs, closedAtMs });

const attempt = (changes: Partial<FailedAttempt>): FailedAttempt => ({
  failure: transient,
  standing: undefined,
  times: [at(0)],
  maxAttempts: 3,
  deliveries: 1,
  random: 0.5,
  ...changes,
});

const thrice: FailureTimes = [at(0), at(30), at(210)];

describe('what becomes of an event that failed', () => {
  it.each<[string, Partial<FailedAttempt>, object]>([
    ['waits half a minute after its first failure', {}, { kind: 'retry', delaySeconds: 30 }],
    [
      'waits three minutes after its second failure',
      { times: [at(0), at(30)] },
      { kind: 'retry', delaySeconds: 180 },
    ],
    [
      'ends in the DLQ with its third failure',
      { times: thrice },
      { kind: 'dead-letter', attempts: 3, cause: 'TRANSIENT' },
    ],
    [
      'ends in the DLQ with its first failure where its module allows one',
      { maxAttempts: 1 },
      { kind: 'dead-letter', attempts: 1 },
    ],
    [
      'waits on where its module allows four',
      { times: thrice, maxAttempts: 4 },
      { kind: 'retry', delaySeconds: 900 },
    ],
    [
      'ends in the DLQ at once when no attempt can succeed',
      { failure: permanent },
      { kind: 'dead-letter', attempts: 1, cause: 'SCHEMA' },
    ],
    [
      'ends in the DLQ with all its failures told when the last says that none can succeed',
      { failure: permanent, times: [at(0), at(30)] },
      { kind: 'dead-letter', attempts: 2 },
    ],
    [
      'ends in the DLQ when no attempt can succeed although its failures are not known',
      { failure: permanent, times: undefined },
      { kind: 'dead-letter', attempts: 1 },
    ],
    [
      'waits as long as it was asked to',
      { failure: { ...transient, retryAfterSeconds: 120 } },
      { kind: 'retry', delaySeconds: 125 },
    ],
    [
      'waits as long as it was asked to even if it would be shorter',
      { failure: { ...transient, retryAfterSeconds: 0 }, times: [at(0), at(30)] },
      { kind: 'retry', delaySeconds: 5 },
    ],
  ])('%s', (_, changes, decision) => {
    expect(decideFailure(attempt(changes))).toMatchObject(decision);
  });
});

describe('what becomes of an event that could not be tried properly', () => {
  it.each<[string, Partial<FailedAttempt>, number]>([
    ['as long as the breaker says', { failure: crmDown, standing: down }, 30],
    ['a minute at most', { failure: crmDown, standing: { kind: 'down', retryInSeconds: 1200 } }, 60],
    ['five seconds at least', { failure: crmDown, standing: { kind: 'down', retryInSeconds: 0 } }, 5],
    ['a minute where the breaker has closed meanwhile', { failure: crmDown, standing: up() }, 60],
    ['ten seconds for somebody else who works on it', { failure: busy }, 10],
    ['half a minute for a store of ours', { failure: storeDown }, 30],
    ['three minutes for a store of ours the next time', { failure: storeDown, deliveries: 2 }, 180],
    ['three minutes for a store of ours however often', { failure: storeDown, deliveries: 99 }, 180],
    ['as long as it was asked to', { failure: { ...busy, retryAfterSeconds: 90 } }, 95],
  ])('waits %s', (_, changes, delaySeconds) => {
    const { cause } = changes.failure ?? transient;
    const decision = decideFailure(attempt({ ...changes, times: undefined }));
    expect(decision).toEqual({ kind: 'defer', delaySeconds, cause });
  });

  it('waits, when it was tried in vain as the probe, until the next probe has tried something else', () => {
    const probed = { failure: crmFailed, standing: down, times: undefined, isProbe: true };
    expect(decideFailure(attempt(probed))).toMatchObject({ kind: 'defer', delaySeconds: 185 });
    const long = { ...probed, standing: { kind: 'down', retryInSeconds: 1500 } } as const;
    expect(decideFailure(attempt(long))).toMatchObject({ kind: 'defer', delaySeconds: 1655 });
    expect(decideFailure(attempt({ ...probed, standing: up() }))).toMatchObject({ delaySeconds: 60 });
  });

  it.each<[boolean, FailureClass, Standing | undefined]>([
    [true, transient, undefined],
    [true, crmFailed, up()],
    [false, crmFailed, down],
    [false, crmDown, down],
    [false, crmDown, up(at(0), at(0))],
    [false, storeDown, undefined],
    [false, permanent, undefined],
  ])('counts (%s) by its class and by how the dependency stands: %j %j', (expected, failure, standing) => {
    expect(counts(failure, standing)).toBe(expected);
  });
});

describe('what becomes of an event whose dependency failed', () => {
  it('is put off and not counted when the dependency is known to be down, however often it failed', () => {
    expect(decideFailure(attempt({ failure: crmFailed, standing: down, times: thrice }))).toEqual({
      kind: 'defer',
      delaySeconds: 30,
      cause: 'DEPENDENCY_FAILED',
    });
  });

  it.each<[string, Standing]>([
    ['never answered anybody', up()],
    ['answered somebody last before the event failed first', up(at(-1))],
    ['answered somebody last before the event failed the time before', up(at(29))],
    ['closed its breaker before the event failed first', up(undefined, at(-1))],
  ])('puts it off and suspects the dependency when that %s', (_, standing) => {
    expect(decideFailure(attempt({ failure: crmFailed, standing, times: thrice }))).toEqual({
      kind: 'defer',
      delaySeconds: 60,
      cause: 'DEPENDENCY_FAILED',
      suspected: 'crm',
    });
  });

  it.each([at(30), at(209), at(211)])(
    'is in the DLQ when the dependency has answered somebody since it failed the time before: %d',
    (healthyAtMs) => {
      const standing = up(healthyAtMs);
      expect(decideFailure(attempt({ failure: crmFailed, standing, times: thrice }))).toMatchObject({
        kind: 'dead-letter',
        attempts: 3,
        cause: 'DEPENDENCY_FAILED',
      });
    },
  );

  it('is, where one attempt is all, in the DLQ when the dependency has answered in the minute before', () => {
    const single = { failure: crmFailed, maxAttempts: 1 };
    expect(decideFailure(attempt({ ...single, standing: up(at(-60)) })).kind).toBe('dead-letter');
    expect(decideFailure(attempt({ ...single, standing: up(at(-61)) }))).toMatchObject({ suspected: 'crm' });
  });

  it('ends in the DLQ when it fails alone, the ninth time, although the breaker has closed in between', () => {
    const alone = [0, 30, 210, 300, 330, 510, 600, 630, 810].map(at);
    const [first = t0, ...rest] = alone;
    const standing = up(at(550), at(550));
    const failing = (times: FailureTimes) => decideFailure(attempt({ failure: crmFailed, standing, times }));
    expect(failing([first, ...rest])).toEqual({
      kind: 'dead-letter',
      attempts: 3,
      cause: 'DEPENDENCY_FAILED',
    });
    expect(failing([first, ...rest.slice(1)])).toMatchObject({ kind: 'defer', suspected: 'crm' });
    expect(
      decideFailure(attempt({ failure: crmFailed, standing: up(at(-1), at(-1)), times: [first, ...rest] })),
    ).toMatchObject({ kind: 'defer', suspected: 'crm' });
  });

  it('is in the DLQ for a failure of its own, whatever the dependencies do', () => {
    expect(decideFailure(attempt({ times: thrice }))).toMatchObject({ kind: 'dead-letter' });
  });

  it.each([
    [at(210), 'retry', 30],
    [at(209), 'retry', 30],
    [at(30), 'retry', 30],
    [at(29), 'retry', 180],
    [at(0), 'retry', 180],
    [at(-1), 'dead-letter', undefined],
  ])('forgives what failed until the breaker closed at %d', (closedAtMs, kind, delaySeconds) => {
    const standing = up(at(210), closedAtMs);
    const times: FailureTimes = closedAtMs === at(210) ? [...thrice, at(240)] : thrice;
    const decision = decideFailure(attempt({ failure: crmFailed, standing, times }));
    expect(decision).toMatchObject({ kind, ...(delaySeconds !== undefined && { delaySeconds }) });
  });
});
