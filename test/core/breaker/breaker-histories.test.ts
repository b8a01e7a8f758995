import fc from 'fast-check';
import { assertNever } from '../../../lambdas/core/assert-never';
import {
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  transition,
} from '../../../lambdas/core/breaker/breaker';

const t0 = Date.UTC(2023, 9, 27, 15);

type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'trip'; readonly retryAfterSeconds?: number | undefined }
  | { readonly kind: 'take'; readonly holdMs: number }
  | { readonly kind: 'end'; readonly how: 'succeeded' | 'failed' | 'returned'; readonly holder: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(200_000) }),
    fc.record({
      kind: fc.constant('trip' as const),
      retryAfterSeconds: fc.option(fc.nat(8000), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('take' as const), holdMs: fc.nat(100_000) }),
    fc.record({
      kind: fc.constant('end' as const),
      how: fc.constantFrom('succeeded', 'failed', 'returned'),
      holder: fc.nat(5),
    }),
  ),
  { maxLength: 60 },
);

/** Lives through steps; whoever holds a probe, valid or not, may say at any time how it ended. */
const live = (
  history: readonly Step[],
  see: (seen: {
    readonly before: Breaker;
    readonly after: Breaker;
    readonly event: BreakerEvent;
    readonly nowMs: number;
  }) => void,
): void => {
  let breaker = closedBreaker;
  let nowMs = t0;
  const ids: string[] = [];
  for (const step of history) {
    if (step.kind === 'wait') {
      nowMs += step.ms;
      continue;
    }
    const event = eventOf(step, ids, nowMs);
    const after = transition(breaker, event, nowMs);
    see({ before: breaker, after, event, nowMs });
    breaker = after;
  }
};

const eventOf = (step: Exclude<Step, { kind: 'wait' }>, ids: string[], nowMs: number): BreakerEvent => {
  switch (step.kind) {
    case 'trip':
      return { kind: 'tripped', cause: 'SUSPECTED', retryAfterSeconds: step.retryAfterSeconds };
    case 'take': {
      const probeId = `p-${ids.length}`;
      ids.push(probeId);
      return { kind: 'probe-taken', probeId, probeUntilMs: nowMs + step.holdMs };
    }
    case 'end':
      return { kind: `probe-${step.how}`, probeId: ids.at(-1 - step.holder) ?? 'nobody’s' };
    default:
      return assertNever(step);
  }
};

describe('whatever happens to a breaker', () => {
  it('closes only by the success of the one probe that is valid', () => {
    fc.assert(
      fc.property(steps, (history) => {
        live(history, ({ before, after, event, nowMs }) => {
          if (before.kind === 'closed' || after.kind !== 'closed') return;
          expect(before.kind).toBe('half-open');
          expect(event).toEqual({
            kind: 'probe-succeeded',
            probeId: before.kind === 'half-open' ? before.probeId : '',
          });
          expect(after).toEqual({ kind: 'closed', closedAtMs: nowMs });
        });
      }),
      { numRuns: 500 },
    );
  });

  it('gives out a probe only when none is valid, and its cool-down or the last probe’s time is over', () => {
    fc.assert(
      fc.property(steps, (history) => {
        live(history, ({ before, after, event, nowMs }) => {
          if (after.kind !== 'half-open' || after === before) return;
          expect(event).toMatchObject({ kind: 'probe-taken', probeId: after.probeId });
          const freeAtMs = before.kind === 'open' ? before.retryAtMs : undefined;
          const lostAtMs = before.kind === 'half-open' ? before.probeUntilMs : undefined;
          expect(nowMs).toBeGreaterThanOrEqual(freeAtMs ?? lostAtMs ?? Number.POSITIVE_INFINITY);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is down for half a minute to an hour at a time, since the same moment for as long as it stays down', () => {
    fc.assert(
      fc.property(steps, (history) => {
        live(history, ({ before, after, event, nowMs }) => {
          if (after.kind === 'closed' || after === before) return;
          expect(after.downSinceMs).toBe(before.kind === 'closed' ? nowMs : before.downSinceMs);
          if (before.kind !== 'closed') expect(after.cause).toBe(before.cause);
          if (after.kind !== 'open' || event.kind === 'probe-returned') return;
          expect(after.retryAtMs - nowMs).toBeGreaterThanOrEqual(30_000);
          expect(after.retryAtMs - nowMs).toBeLessThanOrEqual(3_600_000);
        });
      }),
      { numRuns: 500 },
    );
  });
});
