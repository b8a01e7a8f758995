import {
  type IngestHealth,
  isSettled,
  nextStep,
  type StepQuestion,
} from '../../../lambdas/core/throttling/next-step';

const changedAtMs = Date.UTC(2026, 10, 23, 3, 0, 0);
/** So many seconds after the last change. */
const after = (seconds: number): number => changedAtMs + seconds * 1000;

const unwellSince = (seconds: number): IngestHealth => ({ kind: 'unwell', wentOffAtMs: after(seconds) });
const wellSince = (seconds: number): IngestHealth => ({ kind: 'well', sinceMs: after(seconds) });

const stepAfter = (seconds: number, health: IngestHealth, other: Partial<StepQuestion> = {}): number =>
  nextStep({ step: 2, lastStep: 4, changedAtMs, health, nowMs: after(seconds), ...other });

describe('the next step of the throttle', () => {
  it('is one lower when an alarm goes off', () => {
    expect(stepAfter(600, unwellSince(599))).toBe(3);
    expect(stepAfter(600, unwellSince(599), { step: 0 })).toBe(1);
  });

  it('is one lower at once from a throttle that was never changed', () => {
    expect(stepAfter(0, unwellSince(0), { step: 0, changedAtMs: 0 })).toBe(1);
  });

  it('is not lower within a minute of the last change, whatever goes off', () => {
    expect(stepAfter(59.999, unwellSince(30))).toBe(2);
    expect(stepAfter(60, unwellSince(30))).toBe(3);
  });

  it('is one lower for an alarm that stays on with the second run after the last change', () => {
    expect(stepAfter(109.999, unwellSince(-30))).toBe(2);
    expect(stepAfter(110, unwellSince(-30))).toBe(3);
    expect(stepAfter(110, unwellSince(0))).toBe(3);
    expect(stepAfter(109, unwellSince(0))).toBe(2);
  });

  it('is never lower than the last', () => {
    expect(stepAfter(600, unwellSince(599), { step: 4 })).toBe(4);
    expect(stepAfter(600, unwellSince(599), { step: 0, lastStep: 0 })).toBe(0);
  });

  it('is one higher with the third run for which all alarms have been off', () => {
    expect(stepAfter(169.999, wellSince(-600))).toBe(2);
    expect(stepAfter(170, wellSince(-600))).toBe(1);
    expect(stepAfter(600, wellSince(430.001))).toBe(2);
    expect(stepAfter(600, wellSince(430))).toBe(1);
  });

  it('is never higher than the configured one', () => {
    expect(stepAfter(600, wellSince(0), { step: 0 })).toBe(0);
  });

  it('is the same while nobody knows what the alarms say', () => {
    expect(stepAfter(86_400, { kind: 'unknown' })).toBe(2);
  });
});

describe('the throttle', () => {
  it('is watched while it is lowered, and for five minutes after it was raised again', () => {
    expect(isSettled({ step: 1, changedAtMs }, after(86_400))).toBe(false);
    expect(isSettled({ step: 0, changedAtMs }, after(299.999))).toBe(false);
    expect(isSettled({ step: 0, changedAtMs }, after(300))).toBe(true);
  });

  it('is not watched when it was never changed', () => {
    expect(isSettled({ step: 0, changedAtMs: 0 }, changedAtMs)).toBe(true);
  });
});
