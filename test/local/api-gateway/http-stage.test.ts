import {
  ApiGatewayV2Client,
  GetStageCommand,
  type RouteSettings,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { Throttle } from '../../../tools/local/api/throttle';
import { httpStageRoutes } from '../../../tools/local/api-gateway/http-stage-routes';
import { ManualClock } from '../../../tools/local/clock';
import { type ControlServer, startControlServer } from '../../../tools/local/control/control-server';
import { clientOptions, startMs } from '../control/control-probe';

let clock: ManualClock;
let throttle: Throttle;
let control: ControlServer;
let client: ApiGatewayV2Client;

const start = async (limits?: { ratePerSecond: number; burst: number }): Promise<void> => {
  clock = new ManualClock(startMs);
  throttle = new Throttle(clock, limits);
  control = await startControlServer();
  const model = { apiId: 'api', stageName: 'dev' };
  control.serve(httpStageRoutes({ model, throttle, clock, accountId: '000000000000' }));
  client = new ApiGatewayV2Client(clientOptions(control.url));
};

afterEach(async () => {
  client.destroy();
  await control.close();
});

const names = { ApiId: 'api', StageName: 'dev' };
const update = (DefaultRouteSettings: RouteSettings, other = names) =>
  client.send(new UpdateStageCommand({ ...other, DefaultRouteSettings }));

describe('the stage of an HTTP API', () => {
  beforeEach(() => start({ ratePerSecond: 100, burst: 200 }));

  it('shows its throttle', async () => {
    expect(await client.send(new GetStageCommand(names))).toMatchObject({
      StageName: 'dev',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      CreatedDate: new Date('2026-04-09T12:00:00Z'),
    });
  });

  it('takes another throttle, which holds from then on', async () => {
    clock.advance(1000);

    expect(await update({ ThrottlingRateLimit: 12.5, ThrottlingBurstLimit: 25 })).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 12.5, ThrottlingBurstLimit: 25 },
      LastUpdatedDate: new Date('2026-04-09T12:00:01Z'),
    });
    expect(throttle.limits).toEqual({ ratePerSecond: 12.5, burst: 25 });
  });

  it('keeps what an update does not name', async () => {
    await update({ ThrottlingRateLimit: 0 });

    expect(throttle.limits).toEqual({ ratePerSecond: 0, burst: 200 });
  });

  it.each<[string, RouteSettings]>([
    ['another setting', { DetailedMetricsEnabled: true }],
    ['a negative rate', { ThrottlingRateLimit: -1 }],
    ['half a request at once', { ThrottlingBurstLimit: 1.5 }],
  ])('refuses %s and changes nothing', async (_, settings) => {
    await expect(update({ ThrottlingRateLimit: 1, ...settings })).rejects.toMatchObject({
      name: 'BadRequestException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(throttle.limits).toEqual({ ratePerSecond: 100, burst: 200 });
  });

  it.each([
    { ...names, ApiId: 'other' },
    { ...names, StageName: 'other' },
  ])('is the only one: %o is not found', async (other) => {
    const missing = { name: 'NotFoundException', $metadata: { httpStatusCode: 404 } };

    await expect(client.send(new GetStageCommand(other))).rejects.toMatchObject(missing);
    await expect(update({ ThrottlingRateLimit: 1 }, other)).rejects.toMatchObject(missing);
  });
});

describe('the stage of an HTTP API without a throttle', () => {
  beforeEach(() => start());

  it('shows none, and can be given one', async () => {
    const before = await client.send(new GetStageCommand(names));
    await update({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 });

    expect(before.DefaultRouteSettings).toBeUndefined();
    expect(throttle.limits).toEqual({ ratePerSecond: 5, burst: 6 });
  });
});
