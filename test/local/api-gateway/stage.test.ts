import {
  APIGatewayClient,
  GetStageCommand,
  type PatchOperation,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { Throttle } from '../../../tools/local/api/throttle';
import { stageRoutes } from '../../../tools/local/api-gateway/stage-routes';
import { startControlServer } from '../../../tools/local/control/control-server';
import { clientOptions, type ControlProbe, startControlProbe } from '../control/control-probe';

let probe: ControlProbe;
let client: APIGatewayClient;

beforeEach(async () => {
  probe = await startControlProbe();
  client = new APIGatewayClient(clientOptions(probe.control.url));
});
afterEach(async () => {
  client.destroy();
  await probe.control.close();
});

const names = { restApiId: 'api', stageName: 'dev' };
const rate = '/*/*/throttling/rateLimit';
const burst = '/*/*/throttling/burstLimit';
const replace = (...changes: readonly (readonly [path: string, value: string])[]): PatchOperation[] =>
  changes.map(([path, value]) => ({ op: 'replace', path, value }));
const update = (patchOperations: PatchOperation[], other = names) =>
  client.send(new UpdateStageCommand({ ...other, patchOperations }));

describe('the stage of the API', () => {
  it('shows its throttle', async () => {
    expect(await client.send(new GetStageCommand(names))).toMatchObject({
      stageName: 'dev',
      methodSettings: { '*/*': { throttlingRateLimit: 100, throttlingBurstLimit: 200 } },
      createdDate: new Date('2026-04-09T12:00:00Z'),
    });
  });

  it('takes another throttle, which holds from then on', async () => {
    probe.clock.advance(1000);

    const updated = await update(replace([rate, '12.5'], [burst, '25']));

    expect(updated).toMatchObject({
      methodSettings: { '*/*': { throttlingRateLimit: 12.5, throttlingBurstLimit: 25 } },
      lastUpdatedDate: new Date('2026-04-09T12:00:01Z'),
    });
    expect(probe.throttle.limits).toEqual({ ratePerSecond: 12.5, burst: 25 });
  });

  it('keeps what an update does not name', async () => {
    await update(replace([rate, '0']));

    expect(probe.throttle.limits).toEqual({ ratePerSecond: 0, burst: 200 });
  });

  it.each<[string, PatchOperation[]]>([
    ['another operation', [{ op: 'remove', path: rate }]],
    ['another setting', replace(['/*/*/logging/loglevel', 'INFO'])],
    ['the throttle of one method', replace(['/~1webhook/POST/throttling/rateLimit', '1'])],
    ['a rate that is no number', replace([rate, 'many'])],
    ['a negative rate', replace([rate, '-1'])],
    ['no value', [{ op: 'replace', path: rate }]],
    ['half a request at once', replace([burst, '1.5'])],
  ])('refuses %s and changes nothing', async (_, operations) => {
    const updating = update([...replace([rate, '1']), ...operations]);

    await expect(updating).rejects.toMatchObject({
      name: 'BadRequestException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(probe.throttle.limits).toEqual({ ratePerSecond: 100, burst: 200 });
  });

  it.each([
    { ...names, restApiId: 'other' },
    { ...names, stageName: 'other' },
  ])('is the only one: %o is not found', async (other) => {
    const missing = { name: 'NotFoundException', $metadata: { httpStatusCode: 404 } };

    await expect(client.send(new GetStageCommand(other))).rejects.toMatchObject(missing);
    await expect(update(replace([rate, '1']), other)).rejects.toMatchObject(missing);
  });
});

describe('a stage without a throttle', () => {
  it('shows none, and can be given one', async () => {
    const { clock } = probe;
    const throttle = new Throttle(clock, undefined);
    const control = await startControlServer();
    const model = { apiId: 'api', stageName: 'dev' };
    control.serve(stageRoutes({ model, throttle, clock, accountId: '000000000000' }));
    const another = new APIGatewayClient(clientOptions(control.url));

    const before = await another.send(new GetStageCommand(names));
    await another.send(
      new UpdateStageCommand({ ...names, patchOperations: replace([rate, '5'], [burst, '6']) }),
    );
    another.destroy();
    await control.close();

    expect(before.methodSettings).toEqual({});
    expect(throttle.limits).toEqual({ ratePerSecond: 5, burst: 6 });
  });
});
