import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { cloudWatchRoutes } from '../../../tools/local/cloudwatch/cloudwatch-routes';
import { Alarms } from '../../../tools/local/cloudwatch/alarms';
import { Metrics } from '../../../tools/local/cloudwatch/metrics';
import { type ControlServer, startControlServer } from '../../../tools/local/control/control-server';
import { systemClock } from '../../../tools/local/clock';
import { addSecretUsageCommand } from '../../../tools/operator/secret-usage/secret-usage-command';
import { scratchFolder } from '../../scratch-folder';

const nowMs = Date.parse('2026-11-02T12:03:00.000Z');
const hourMs = 3_600_000;

/** A line as a function prints it, in CloudWatch's embedded metric format. */
const line = (counts: Readonly<Record<string, number>>, atMs: number, source = 'genesys'): string =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: 'Switchboard',
          Dimensions: [['service', 'source']],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    service: 'ingest',
    source,
    ...counts,
  });

let control: ControlServer;
let metrics: Metrics;
let descriptionFile: string;

beforeEach(async () => {
  control = await startControlServer();
  metrics = new Metrics();
  const alarms = new Alarms([], { clock: systemClock, onChange: () => undefined });
  control.serve(cloudWatchRoutes({ alarms, metrics }));
  descriptionFile = join(scratchFolder(), 'local.json');
  writeFileSync(
    descriptionFile,
    JSON.stringify({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: { cloudwatch: control.url },
      sources: { genesys: {} },
    }),
  );
});
afterEach(() => control.close());

const run = async (...args: readonly string[]) => {
  const result = { out: '', error: '', code: -1 };
  const write = (text: string): void => void (result.error += text);
  const source = new Command('source').exitOverride().configureOutput({ writeErr: write });
  addSecretUsageCommand(source, {
    descriptionFile,
    env: {},
    writeOut: (text) => void (result.out += text),
    writeError: write,
    setExitCode: (code) => void (result.code = code),
    now: () => nowMs,
  });
  await source.parseAsync(['secret-usage', ...args], { from: 'user' });
  return result;
};

describe('source secret-usage --local', () => {
  it('says that the previous secret is unused, and ends with 0', async () => {
    metrics.notice(line({ SignatureMatchedCurrent: 2 }, nowMs - hourMs));
    metrics.notice(line({ SignatureMatchedCurrent: 5 }, nowMs - 2 * hourMs));
    metrics.notice(line({ SignatureMatchedPrevious: 1 }, nowMs - 25 * hourMs));
    metrics.notice(line({ SignatureMatchedPrevious: 1 }, nowMs - hourMs, 'another'));

    const { out, code } = await run('genesys', '--local');

    expect(out).toMatch(/unused for the last 24 hours, in which 7 deliveries matched/);
    expect(code).toBe(0);
  });

  it('says when the previous secret was last used, and ends with 1', async () => {
    metrics.notice(line({ SignatureMatchedCurrent: 2, SignatureMatchedPrevious: 1 }, nowMs - 25 * hourMs));
    metrics.notice(line({ SignatureMatchedPrevious: 2 }, nowMs - 30 * hourMs));

    const { out, code } = await run('genesys', '--hours', '48', '--local');

    expect(out).toMatch(/still used: 3 deliveries in the last 48 hours.+from 2026-11-01T11:00:00\.000Z on/);
    expect(code).toBe(1);
  });

  it('does not take for a use of the current secret what came before it was rotated in', async () => {
    metrics.notice(line({ SignatureMatchedCurrent: 7 }, nowMs - 3 * hourMs));
    metrics.notice(line({ SignatureMatchedPending: 1 }, nowMs - 2 * hourMs));

    const rotated = await run('genesys', '--local');
    metrics.notice(line({ SignatureMatchedCurrent: 2 }, nowMs - hourMs));
    const changedOver = await run('genesys', '--local');

    expect(rotated).toMatchObject({ out: expect.stringContaining('cannot tell'), code: 1 });
    expect(changedOver).toMatchObject({
      out: expect.stringContaining('in which 2 deliveries matched'),
      code: 0,
    });
  });

  it('says what it takes when the metrics cannot be had, and ends with 2', async () => {
    await control.close();

    expect(await run('genesys', '--local')).toMatchObject({
      out: '',
      error: expect.stringMatching(/^The metrics cannot be read: .+ cloudwatch:GetMetricData/),
      code: 2,
    });
  });

  it('says that it cannot tell when there is nothing, and ends with 1', async () => {
    expect(await run('genesys', '--local')).toMatchObject({
      out: expect.stringContaining('cannot tell'),
      code: 1,
    });
  });

  it('says which sources there are, and where a runner would be', async () => {
    expect(await run('genesis', '--local')).toMatchObject({
      error: 'The local runner has no source "genesis". It has genesys.\n',
      code: 2,
    });
    descriptionFile = '/nowhere/local.json';
    expect((await run('genesys', '--local')).error).toContain('Start one with npm start');
  });

  it.each(['0', '1.5', '-3', 'day', '10921'])('refuses --hours %s', async (hours) => {
    await expect(run('genesys', `--hours=${hours}`)).rejects.toThrow(CommanderError);
  });
});
