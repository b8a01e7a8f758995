import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import * as z from 'zod';
import { ApiGatewayThrottle } from '../../lambdas/adapters/api-gateway-throttle';
import { HttpApiThrottle } from '../../lambdas/adapters/http-api-throttle';
import { LazyStageThrottle } from '../../lambdas/adapters/lazy-stage-throttle';
import type { StageThrottle } from '../../lambdas/governor/ports';
import { InMemoryStageThrottle } from '../in-memory/in-memory-stage-throttle';
import { type AwsAnswer, type AwsRequest, type LoopbackAws, startLoopbackAws } from './loopback-aws';

const path = '/restapis/a1b2c3/stages/v1';
const configured = { ratePerSecond: 100, burst: 200 };

const patchSchema = z.object({
  patchOperations: z.array(z.object({ op: z.literal('replace'), path: z.string(), value: z.string() })),
});

type MethodSettings = Record<string, Record<string, unknown>>;

/** A stage's settings as API Gateway keeps and changes them. */
const stageApi =
  (methodSettings: MethodSettings) =>
  ({ method, path: asked, body }: AwsRequest): AwsAnswer => {
    if (asked !== path) {
      const headers = { 'x-amzn-ErrorType': 'NotFoundException' };
      return { status: 404, headers, body: { message: 'Invalid stage identifier specified' } };
    }
    if (method === 'PATCH') {
      for (const { path, value } of patchSchema.parse(body).patchOperations) {
        const limit = { rateLimit: 'throttlingRateLimit', burstLimit: 'throttlingBurstLimit' };
        const name = limit[z.enum(['rateLimit', 'burstLimit']).parse(path.split('/').at(-1))];
        methodSettings['*/*'] = { ...methodSettings['*/*'], [name]: Number(value) };
      }
    }
    return { body: { stageName: 'v1', deploymentId: 'd', methodSettings, createdDate: 1_790_000_000 } };
  };

const inApiGateway = async (methodSettings: MethodSettings) => {
  const aws = await startLoopbackAws(stageApi(methodSettings));
  running.push(aws);
  const client = new APIGatewayClient(aws.clientConfiguration);
  return { aws, client, throttle: new ApiGatewayThrottle(client, { apiId: 'a1b2c3', stage: 'v1' }) };
};

const httpApiPath = '/v2/apis/a1b2c3/stages/v1';

const routeSettingsSchema = z.looseObject({
  throttlingRateLimit: z.number().optional(),
  throttlingBurstLimit: z.int().optional(),
});
type RouteSettings = z.infer<typeof routeSettingsSchema>;

/** A stage's settings as API Gateway keeps and changes them for an HTTP API. */
const httpStageApi =
  (settings: RouteSettings) =>
  ({ method, path: asked, body }: AwsRequest): AwsAnswer => {
    if (asked !== httpApiPath) {
      const headers = { 'x-amzn-ErrorType': 'NotFoundException' };
      return { status: 404, headers, body: { message: 'Invalid stage identifier specified' } };
    }
    if (method === 'PATCH') {
      const change = z.strictObject({ defaultRouteSettings: routeSettingsSchema }).parse(body);
      Object.assign(settings, change.defaultRouteSettings);
    }
    return { body: { stageName: 'v1', defaultRouteSettings: settings, createdDate: '2026-04-09T12:00:00Z' } };
  };

const inHttpApi = async (settings: RouteSettings) => {
  const aws = await startLoopbackAws(httpStageApi(settings));
  running.push(aws);
  const client = new ApiGatewayV2Client(aws.clientConfiguration);
  return { aws, client, throttle: new HttpApiThrottle(client, { apiId: 'a1b2c3', stage: 'v1' }) };
};

const running: LoopbackAws[] = [];
afterEach(async () => {
  for (const aws of running.splice(0)) await aws.close();
});

const fixtures: [string, (isThrottled: boolean) => Promise<StageThrottle>][] = [
  ['in memory', async (isThrottled) => new InMemoryStageThrottle(isThrottled ? configured : undefined)],
  [
    'in API Gateway',
    async (isThrottled) => {
      const limits = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };
      const { throttle } = await inApiGateway({
        '*/*': { metricsEnabled: true, ...(isThrottled && limits) },
        'webhook/POST': { throttlingRateLimit: 1, throttlingBurstLimit: 1 },
      });
      return throttle;
    },
  ],
  [
    'in API Gateway, of an HTTP API',
    async (isThrottled) => {
      const limits = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };
      return (await inHttpApi({ detailedMetricsEnabled: true, ...(isThrottled && limits) })).throttle;
    },
  ],
  [
    'loaded late',
    async (isThrottled) =>
      new LazyStageThrottle(async () => new InMemoryStageThrottle(isThrottled ? configured : undefined)),
  ],
];

describe.each(fixtures)('the throttle of a stage %s', (_, create) => {
  it('is the one of all methods', async () => {
    expect(await (await create(true)).read()).toEqual(configured);
  });

  it('is none where none is set', async () => {
    expect(await (await create(false)).read()).toBeUndefined();
  });

  it('is what it was set to, in fractions too', async () => {
    const throttle = await create(true);
    await throttle.set({ ratePerSecond: 0.5, burst: 1 });
    expect(await throttle.read()).toEqual({ ratePerSecond: 0.5, burst: 1 });
  });
});

describe('the throttle of a stage in API Gateway', () => {
  it('is set by one change of both limits, as texts, that leaves all other settings alone', async () => {
    const settings: MethodSettings = { '*/*': { metricsEnabled: true, throttlingRateLimit: 100 } };
    const { aws, throttle } = await inApiGateway(settings);

    await throttle.set({ ratePerSecond: 12.5, burst: 25 });

    expect(aws.requests).toMatchObject([
      {
        method: 'PATCH',
        path,
        body: {
          patchOperations: [
            { op: 'replace', path: '/*/*/throttling/rateLimit', value: '12.5' },
            { op: 'replace', path: '/*/*/throttling/burstLimit', value: '25' },
          ],
        },
      },
    ]);
    expect(settings['*/*']).toMatchObject({ metricsEnabled: true });
  });

  it('is read by one call', async () => {
    const { aws, throttle } = await inApiGateway({});
    await throttle.read();
    expect(aws.requests).toMatchObject([{ method: 'GET', path }]);
  });

  it('rejects when there is no such stage', async () => {
    const { client } = await inApiGateway({});
    const throttle = new ApiGatewayThrottle(client, { apiId: 'a1b2c3', stage: 'v2' });
    await expect(throttle.read()).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(throttle.set(configured)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the throttle of an HTTP API’s stage in API Gateway', () => {
  it('is set by one change of both limits, as numbers, and of nothing else', async () => {
    const { aws, throttle } = await inHttpApi({ throttlingRateLimit: 100 });

    await throttle.set({ ratePerSecond: 12.5, burst: 25 });

    expect(aws.requests).toMatchObject([{ method: 'PATCH', path: httpApiPath }]);
    expect(aws.requests[0]?.body).toEqual({
      defaultRouteSettings: { throttlingRateLimit: 12.5, throttlingBurstLimit: 25 },
    });
  });

  it('is read by one call', async () => {
    const { aws, throttle } = await inHttpApi({});
    await throttle.read();
    expect(aws.requests).toMatchObject([{ method: 'GET', path: httpApiPath }]);
  });

  it('rejects when there is no such stage', async () => {
    const { client } = await inHttpApi({});
    const throttle = new HttpApiThrottle(client, { apiId: 'a1b2c3', stage: 'v2' });
    await expect(throttle.read()).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(throttle.set(configured)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('a throttle that is loaded late', () => {
  it('is loaded once, with the first call', async () => {
    const load = jest.fn(async () => new InMemoryStageThrottle(configured));
    const throttle = new LazyStageThrottle(load);
    expect(load).not.toHaveBeenCalled();

    await Promise.all([throttle.read(), throttle.read()]);
    await throttle.set(configured);

    expect(load).toHaveBeenCalledTimes(1);
  });
});
