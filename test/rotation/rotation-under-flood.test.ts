import { metricNames } from '../../lambdas/contract/metrics';
import { authenticate } from '../../lambdas/ingest/authenticate';
import { CachedSecrets } from '../../lambdas/ingest/cached-secrets';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';
import { sign } from '../sign';
import { newSecret, oldSecret, overlapMs, rotationFixture, whileTimePasses } from './rotation-fixture';

/** Minutes of virtual time, on a machine that may be busy. */
jest.setTimeout(60_000);

const source = { name: 'genesys', scheme: 'genesys' } as const;
const body = Buffer.from('{"id":"e-1"}');

/** Environments of ingest beside a rotation, all in the same virtual time, with the real intervals. */
const fleetFixture = (size: number) => {
  const rotation = rotationFixture();
  const { clock, secrets } = rotation;
  const metrics = new RecordingMetrics();
  const log = new RecordingLog();
  const environments = Array.from({ length: size }, () => ({
    secrets: new CachedSecrets({ store: secrets, clock, log, overlapMs }),
    metrics,
    log,
    clock,
  }));
  const accepts = (index: number, delivered: Buffer, signature: string): Promise<boolean> => {
    const [environment = environments[0]] = [environments[index % size]];
    if (!environment) throw new Error('There is no environment.');
    const headerValues = (name: string): string[] => (name === 'X-PureCloud-Signature' ? [signature] : []);
    return authenticate({ body: delivered, headerValues }, source, environment);
  };
  /** One request to every environment. */
  const allAccept = async (secret: string): Promise<boolean> => {
    const answers = await Promise.all(
      environments.map((_, index) => accepts(index, body, sign(body, secret))),
    );
    return answers.every(Boolean);
  };
  let probed = 0;
  rotation.answer = async ({ headers, body: delivered }) => {
    probed += 1;
    const signature = headers['X-PureCloud-Signature'] ?? '';
    return (await accepts(probed, Buffer.from(delivered), signature)) ? 200 : 401;
  };
  return { ...rotation, metrics, environments, allAccept };
};

describe('a rotation under a flood of wrong signatures', () => {
  it.each([
    ['every tenth of a second', 100],
    ['every 7 seconds', 7000],
    ['every 29 seconds', 29_000],
    ['every 31 seconds', 31_000],
  ])('turns away no delivery with either secret: wrong ones %s', async (_, everyMs) => {
    const fleet = fleetFixture(5);
    const { clock, secrets, allAccept } = fleet;
    const refused: string[] = [];
    const floodUntil = { isOver: false };
    const startedMs = clock.now();
    const tick = async (): Promise<void> => {
      await allAccept('wrong');
      if (!(await allAccept(oldSecret))) refused.push(`old at ${clock.now() - startedMs}`);
      const isFinished = secrets.labels.get('AWSCURRENT') === 'v2';
      if (isFinished && !(await allAccept(newSecret))) refused.push(`new at ${clock.now() - startedMs}`);
    };
    const flood = (): void =>
      void clock.schedule(everyMs, () => {
        void tick();
        if (!floodUntil.isOver) flood();
      });
    await tick();
    flood();
    clock.advance(5 * everyMs);

    await whileTimePasses(fleet.rotate(), clock, 50);
    await tick();
    await whileTimePasses(
      new Promise<void>((resolve) => void clock.schedule(120_000, () => resolve())),
      clock,
      50,
    );
    floodUntil.isOver = true;

    expect(refused).toEqual([]);
    expect(fleet.metrics.counts[metricNames.signatureRejected]).toBeGreaterThan(10);
    const seconds = (clock.now() - startedMs) / 1000;
    expect(secrets.fetches).toBeLessThanOrEqual(fleet.environments.length * (Math.floor(seconds / 30) + 1));
  });

  it('reaches environments that have spent their look just before the new secret was made', async () => {
    const fleet = fleetFixture(3);
    await fleet.allAccept(oldSecret);
    fleet.clock.advance(30_000);
    await fleet.allAccept('wrong');
    const fetched = fleet.secrets.fetches;

    await fleet.rotate();

    expect(fetched).toBe(6);
    expect(await fleet.allAccept(newSecret)).toBe(true);
    expect(await fleet.allAccept(oldSecret)).toBe(true);
  });

  it('lets a sender change over before the rotation is finished', async () => {
    const fleet = fleetFixture(2);
    await fleet.allAccept(oldSecret);
    fleet.secrets.begin('v2');
    await fleet.run('createSecret');
    await fleet.run('setSecret');

    expect(await fleet.allAccept(newSecret)).toBe(true);
    expect(fleet.metrics.counts[metricNames.signatureMatchedPending]).toBe(2);
  });

  it('ends the previous secret with its overlap, and counts its use before as ending', async () => {
    const fleet = fleetFixture(1);
    await fleet.rotate();
    const endMs = (fleet.secrets.values.get('v2')?.createdMs ?? 0) + overlapMs;
    const { counts } = fleet.metrics;

    fleet.clock.advance(endMs - 48 * 3_600_000 - fleet.clock.now());
    expect(await fleet.allAccept(oldSecret)).toBe(true);
    expect(counts[metricNames.secretOverlapEnding]).toBeUndefined();

    fleet.clock.advance(1);
    expect(await fleet.allAccept(oldSecret)).toBe(true);
    expect(await fleet.allAccept(newSecret)).toBe(true);
    expect(counts[metricNames.secretOverlapEnding]).toBe(1);

    fleet.clock.advance(endMs - fleet.clock.now());
    expect(await fleet.allAccept(oldSecret)).toBe(false);
    expect(await fleet.allAccept(newSecret)).toBe(true);
  });
});
