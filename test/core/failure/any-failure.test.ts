import fc from 'fast-check';
import { failureCauses } from '../../../lambdas/contract/failure-cause';
import type { FailureClass } from '../../../lambdas/core/failure/classify';
import {
  decideFailure,
  type FailedAttempt,
  type FailureTimes,
  type Standing,
} from '../../../lambdas/core/failure/decide-failure';

const t0 = Date.UTC(2023, 9, 27, 15);
const at = (second: number): number => t0 + second * 1000;

const secondsOf = fc.integer({ min: -1000, max: 1000 });
const optionalTime = fc.option(secondsOf.map(at), { nil: undefined });
const standings: fc.Arbitrary<Standing | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ kind: fc.constant('down' as const), retryInSeconds: fc.integer({ min: 0, max: 4000 }) }),
  fc.record({ kind: fc.constant('up' as const), healthyAtMs: optionalTime, closedAtMs: optionalTime }),
);
const classes: fc.Arbitrary<FailureClass> = fc
  .record({
    kind: fc.constantFrom('permanent', 'counted', 'not-now'),
    cause: fc.constantFrom(...failureCauses),
    retryAfterSeconds: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    dependency: fc.option(fc.constant('crm'), { nil: undefined }),
  })
  .map(({ dependency, ...failure }) => ({ ...failure, ...(dependency !== undefined && { dependency }) }));
const failureTimes: fc.Arbitrary<FailureTimes> = fc
  .array(secondsOf.map(at), { minLength: 1, maxLength: 12 })
  .map((list) => {
    const [first = t0, ...rest] = list.toSorted((a, b) => a - b);
    return [first, ...rest];
  });
const attempts: fc.Arbitrary<FailedAttempt> = fc.record({
  failure: classes,
  standing: standings,
  times: fc.option(failureTimes, { nil: undefined, freq: 4 }),
  maxAttempts: fc.integer({ min: 1, max: 10 }),
  isProbe: fc.boolean(),
  deliveries: fc.integer({ min: 1, max: 1000 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

describe('of any failure at all', () => {
  it('none of a dependency ends an event unless the dependency has answered somebody since its first', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        const { failure, standing, times } = failed;
        if (failure.kind !== 'counted' || failure.dependency === undefined) return;
        if (decideFailure(failed).kind !== 'dead-letter') return;
        expect(standing?.kind).toBe('up');
        if (standing?.kind !== 'up') return;
        // The breaker closes by an answer.
        const answeredMs = Math.max(standing.healthyAtMs ?? 0, standing.closedAtMs ?? 0);
        const [firstMs = Number.POSITIVE_INFINITY] = times ?? [];
        expect(answeredMs).toBeGreaterThanOrEqual(firstMs - (times?.length === 1 ? 60_000 : 0));
      }),
    );
  });

  it('none counts that came because it could not be tried', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        const isDown = failed.standing?.kind === 'down';
        if (failed.failure.kind === 'permanent' || (failed.failure.kind === 'counted' && !isDown)) return;
        const decision = decideFailure(failed);
        expect(decision.kind).toBe('defer');
        expect(decision).not.toHaveProperty('suspected');
      }),
    );
  });

  it('none ends an event before its last attempt, unless it is permanent', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        const { failure, standing, times, maxAttempts } = failed;
        const decision = decideFailure(failed);
        if (failure.kind === 'permanent') expect(decision.kind).toBe('dead-letter');
        if (failure.kind === 'permanent' || decision.kind !== 'dead-letter') return;
        const closedAtMs = (standing?.kind === 'up' ? standing.closedAtMs : undefined) ?? -Infinity;
        const held = times?.filter((ms) => ms > closedAtMs).length;
        expect(decision.attempts).toBe(held);
        expect(held).toBeGreaterThanOrEqual(maxAttempts);
      }),
    );
  });

  it('none but a dependency that is not known to be healthy keeps an event from ending with its last attempt', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        const { failure, standing, times, maxAttempts } = failed;
        if (failure.kind !== 'counted' || standing?.kind === 'down' || times === undefined) return;
        const closedAtMs = standing?.closedAtMs ?? -Infinity;
        const held = times.filter((ms) => ms > closedAtMs).length;
        const decision = decideFailure(failed);
        const isProof = decision.kind === 'defer' && decision.suspected === failure.dependency;
        const kinds = held < maxAttempts ? ['retry'] : isProof ? ['defer'] : ['dead-letter'];
        if (failure.dependency === undefined && held >= maxAttempts) kinds[0] = 'dead-letter';
        expect(kinds).toContain(decision.kind);
      }),
    );
  });

  it('a wait is never shorter than it was asked to be, nor longer than an hour unless it was asked', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        const decision = decideFailure(failed);
        if (decision.kind === 'dead-letter') return;
        const { retryAfterSeconds } = failed.failure;
        const isForBreaker = decision.kind === 'defer' && failed.failure.dependency !== undefined;
        expect(Number.isInteger(decision.delaySeconds)).toBe(true);
        expect(decision.delaySeconds).toBeGreaterThanOrEqual(1);
        if (isForBreaker) {
          const behindProbe = failed.standing?.kind === 'down' ? failed.standing.retryInSeconds + 161 : 75;
          return expect(decision.delaySeconds).toBeLessThanOrEqual(failed.isProbe ? behindProbe : 75);
        }
        if (retryAfterSeconds === undefined) {
          return expect(decision.delaySeconds).toBeLessThanOrEqual(decision.kind === 'retry' ? 1125 : 225);
        }
        expect(decision.delaySeconds).toBeGreaterThanOrEqual(Math.min(retryAfterSeconds, 39_600));
        expect(decision.delaySeconds).toBeLessThanOrEqual(Math.min(retryAfterSeconds + 10, 39_600));
      }),
    );
  });

  it('says the cause that it was given', () => {
    fc.assert(
      fc.property(attempts, (failed) => {
        expect(decideFailure(failed).cause).toBe(failed.failure.cause);
      }),
    );
  });
});
