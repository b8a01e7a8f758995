import fc from 'fast-check';
import {
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  coolDownMs,
  transition,
} from '../../../lambdas/core/breaker/breaker';

const t0 = Date.UTC(2023, 9, 27, 15);
const at = (second: number): number => t0 + second * 1000;

const outage = { downSinceMs: at(0), cause: 'FAILURE_RATE' } as const;
const open: Breaker = { kind: 'open', ...outage, retryAtMs: at(30) };
const halfOpen: Breaker = { kind: 'half-open', ...outage, probeId: 'p-1', probeUntilMs: at(90) };
const reopened: Breaker = { kind: 'closed', closedAtMs: at(0) };

const tripped: BreakerEvent = { kind: 'tripped', cause: 'SLOW_CALLS' };
const taken = (probeId: string, untilSecond = 200): BreakerEvent => ({
  kind: 'probe-taken',
  probeId,
  probeUntilMs: at(untilSecond),
});
const succeeded = (probeId: string): BreakerEvent => ({ kind: 'probe-succeeded', probeId });
const failed = (probeId: string, retryAfterSeconds?: number): BreakerEvent => ({
  kind: 'probe-failed',
  probeId,
  retryAfterSeconds,
});
const returned = (probeId: string): BreakerEvent => ({ kind: 'probe-returned', probeId });

describe('a breaker', () => {
  it.each<[string, Breaker, BreakerEvent, number, Breaker]>([
    [
      'opens for half a minute when it trips',
      closedBreaker,
      tripped,
      at(5),
      { kind: 'open', downSinceMs: at(5), cause: 'SLOW_CALLS', retryAtMs: at(35) },
    ],
    [
      'that closed again opens like any other',
      reopened,
      tripped,
      at(5),
      { kind: 'open', downSinceMs: at(5), cause: 'SLOW_CALLS', retryAtMs: at(35) },
    ],
    [
      'opens for as long as the dependency asked',
      closedBreaker,
      { ...tripped, retryAfterSeconds: 120 },
      at(5),
      { kind: 'open', downSinceMs: at(5), cause: 'SLOW_CALLS', retryAtMs: at(125) },
    ],
    [
      'opens for no less than half a minute, whatever the dependency asked',
      closedBreaker,
      { ...tripped, retryAfterSeconds: 1 },
      at(5),
      { kind: 'open', downSinceMs: at(5), cause: 'SLOW_CALLS', retryAtMs: at(35) },
    ],
    [
      'opens for an hour at most, whatever the dependency asked',
      closedBreaker,
      { ...tripped, retryAfterSeconds: 86_400 },
      at(5),
      { kind: 'open', downSinceMs: at(5), cause: 'SLOW_CALLS', retryAtMs: at(3605) },
    ],
    [
      'is tried when its cool-down is over',
      open,
      taken('p-1', 90),
      at(30),
      { kind: 'half-open', ...outage, probeId: 'p-1', probeUntilMs: at(90) },
    ],
    [
      'closes when its probe succeeds',
      halfOpen,
      succeeded('p-1'),
      at(40),
      { kind: 'closed', closedAtMs: at(40) },
    ],
    [
      'closes by its probe although that was late, as long as nobody else has taken it',
      halfOpen,
      succeeded('p-1'),
      at(500),
      { kind: 'closed', closedAtMs: at(500) },
    ],
    [
      'opens again when its probe fails, and remembers since when it has been down, and why',
      halfOpen,
      failed('p-1'),
      at(40),
      { kind: 'open', ...outage, retryAtMs: at(70) },
    ],
    [
      'opens for a quarter of the time that it has been down',
      { ...halfOpen, probeUntilMs: at(5000) },
      failed('p-1'),
      at(1000),
      { kind: 'open', ...outage, retryAtMs: at(1250) },
    ],
    [
      'opens again for as long as the dependency asked the probe',
      halfOpen,
      failed('p-1', 300),
      at(40),
      { kind: 'open', ...outage, retryAtMs: at(340) },
    ],
    [
      'can be tried at once when its probe is given back',
      halfOpen,
      returned('p-1'),
      at(40),
      { kind: 'open', ...outage, retryAtMs: at(40) },
    ],
    [
      'is tried anew when its probe is lost',
      halfOpen,
      taken('p-2', 150),
      at(90),
      { kind: 'half-open', ...outage, probeId: 'p-2', probeUntilMs: at(150) },
    ],
  ])('%s', (_, breaker, event, nowMs, expected) => {
    expect(transition(breaker, event, nowMs)).toEqual(expected);
  });

  it.each<[string, Breaker, BreakerEvent, number]>([
    ['closed, nobody probes', closedBreaker, taken('p-1'), at(100)],
    ['closed, no probe succeeds', closedBreaker, succeeded('p-1'), at(100)],
    ['closed, no probe fails', reopened, failed('p-1'), at(100)],
    ['closed, no probe is given back', reopened, returned('p-1'), at(100)],
    ['open, it trips no more', open, tripped, at(100)],
    ['open, it is not tried before its time', open, taken('p-1'), at(30) - 1],
    ['open, a probe that was forgotten does not close it', open, succeeded('p-1'), at(100)],
    ['open, a probe that was forgotten does not prolong it', open, failed('p-1', 600), at(100)],
    ['open, a probe that was forgotten does not shorten it', open, returned('p-1'), at(1)],
    ['half-open, what others see says nothing', halfOpen, tripped, at(40)],
    ['half-open, no second probe is given out', halfOpen, taken('p-2'), at(90) - 1],
    ['half-open, not even to the same', halfOpen, taken('p-1'), at(50)],
    ['half-open, another probe’s success does not close it', halfOpen, succeeded('p-0'), at(40)],
    ['half-open, another probe’s failure does not open it', halfOpen, failed('p-0'), at(40)],
    ['half-open, another probe cannot be given back', halfOpen, returned('p-0'), at(40)],
  ])('stays the very same object: %s', (_, breaker, event, nowMs) => {
    expect(transition(breaker, event, nowMs)).toBe(breaker);
  });
});

describe('the cool-down of a breaker', () => {
  it.each([
    [0, 30_000],
    [60_000, 30_000],
    [120_000, 30_000],
    [240_000, 60_000],
    [3_600_000, 900_000],
  ])('is, after %d ms of outage, %d ms', (downForMs, ms) => {
    expect(coolDownMs(downForMs)).toBe(ms);
  });

  it('lies between half a minute and half an hour, and never shrinks as an outage goes on', () => {
    fc.assert(
      fc.property(fc.nat(20 * 86_400_000), fc.nat(86_400_000), (downForMs, moreMs) => {
        const ms = coolDownMs(downForMs);
        expect(ms).toBeGreaterThanOrEqual(30_000);
        expect(ms).toBeLessThanOrEqual(30 * 60_000);
        expect(coolDownMs(downForMs + moreMs)).toBeGreaterThanOrEqual(ms);
      }),
    );
  });

  it('lets fewer than 1000 probes, the deliveries that SQS allows, into the 14 days that a queue keeps a message', () => {
    let nowMs = t0;
    let breaker = transition(closedBreaker, tripped, nowMs);
    let probes = 0;
    while (breaker.kind === 'open' && breaker.retryAtMs < t0 + 14 * 86_400_000) {
      nowMs = breaker.retryAtMs;
      probes += 1;
      breaker = transition(
        transition(breaker, taken(`p-${probes}`, 1e9), nowMs),
        failed(`p-${probes}`),
        nowMs,
      );
    }
    // Some deliveries are left for what came before the breaker opened.
    expect(probes).toBeLessThan(980);
    expect(probes).toBeGreaterThan(500);
  });

  it('makes the end of an outage known within a quarter of its length, or half a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 * 3600 }), (outageSeconds) => {
        let breaker = transition(closedBreaker, tripped, t0);
        let nowMs = t0;
        for (let probe = 0; breaker.kind === 'open'; probe += 1) {
          nowMs = breaker.retryAtMs;
          const isOver = nowMs >= at(outageSeconds);
          const id = `p-${probe}`;
          breaker = transition(breaker, taken(id, 1e9), nowMs);
          breaker = transition(breaker, isOver ? succeeded(id) : failed(id), nowMs);
        }
        const lateMs = nowMs - at(outageSeconds);
        expect(lateMs).toBeLessThanOrEqual(Math.max(30_000, outageSeconds * 250) + 1);
      }),
    );
  });
});
