import type { Timer } from '../../lambdas/core/ports';
import type { WebhookSource } from '../../lambdas/contract/source-definition';
import { createRotationHandler, type RotationHandler } from '../../lambdas/rotation/create-rotation-handler';
import type { SignedRequest } from '../../lambdas/rotation/ports';
import { rotationSteps, type RotationStep } from '../../lambdas/rotation/rotation-event';
import { ManualClock } from '../../tools/local/clock';
import { InMemoryRotatedSecrets } from '../in-memory/in-memory-rotated-secrets';
import { RecordingLog } from '../in-memory/recording-log';
import { SteadyRandomness } from '../in-memory/steady-randomness';

export const secretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:genesys-abc123';
export const oldSecret = 'the-old-secret';
export const newSecret = 'the-new-secret';
export const url = 'https://api.example.com/live/webhook/genesys';
export const overlapMs = 7 * 24 * 3_600_000;
export const settleMs = 35_000;
export const startMs = Date.parse('2026-11-01T12:00:00.000Z');

export interface RotationFixture {
  readonly handler: RotationHandler;
  readonly secrets: InMemoryRotatedSecrets;
  readonly clock: ManualClock;
  readonly log: RecordingLog;
  readonly posted: SignedRequest[];
  /** The status that the webhook answers with, or gives none. Default: 200. */
  answer: (request: SignedRequest) => Promise<number>;
  /** Runs a step as Secrets Manager does; time passes for as long as it waits. */
  run(step: RotationStep, versionId?: string): Promise<void>;
  /** Runs all steps, as Secrets Manager does; the first that fails ends it. */
  rotate(versionId?: string): Promise<void>;
}

/** A source's secret that has been in use for a month, and the function that rotates it, in virtual time. */
export const rotationFixture = (source: Partial<WebhookSource> = {}): RotationFixture => {
  const clock = new ManualClock(startMs - 30 * 24 * 3_600_000);
  const secrets = new InMemoryRotatedSecrets(clock);
  secrets.put('v1', oldSecret);
  clock.advance(startMs - clock.now());
  const log = new RecordingLog();
  const posted: SignedRequest[] = [];
  const timer: Timer = { after: (ms, run) => clock.schedule(ms, run) };
  const handler = createRotationHandler(
    {
      sources: new Map([[secretArn, { source: { name: 'genesys', scheme: 'genesys', ...source }, url }]]),
      secretOverlapMs: overlapMs,
      settleMs,
    },
    {
      clock,
      timer,
      randomness: new SteadyRandomness(),
      log,
      secrets,
      generator: {
        lettersAndDigits: (length) => (length === 64 ? newSecret : ''),
        base64: (length) => Buffer.alloc(length, 1).toString('base64'),
      },
      sender: {
        post: async (request) => {
          posted.push(request);
          return fixture.answer(request);
        },
      },
    },
  );
  const run = (step: RotationStep, versionId = 'v2'): Promise<void> =>
    whileTimePasses(handler({ Step: step, SecretId: secretArn, ClientRequestToken: versionId }), clock, 1000);
  const fixture: RotationFixture = {
    handler,
    secrets,
    clock,
    log,
    posted,
    answer: async () => 200,
    run,
    rotate: async (versionId = 'v2') => {
      secrets.begin(versionId);
      for (const step of rotationSteps) await run(step, versionId);
    },
  };
  return fixture;
};

/** Lets time pass in steps until the work is done. */
export const whileTimePasses = async <T>(
  work: Promise<T>,
  clock: ManualClock,
  stepMs: number,
): Promise<T> => {
  const state = { isDone: false };
  const settled = work.finally(() => {
    state.isDone = true;
  });
  settled.catch(() => undefined);
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (state.isDone) return settled;
    clock.advance(stepMs);
  }
};
