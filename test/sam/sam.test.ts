import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { endpointVariables } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { hydrationGroupOf } from '../../lambdas/core/resource-path';
import { deduplicationIdOf } from '../../lambdas/core/route-event';
import { envelopeSchema } from '../../lambdas/core/envelope';
import { groupIdOf } from '../../lambdas/core/entity';
import { manifests } from '../../lambdas/modules';
import { createApp } from '../../lib/create-app';
import { everyDependency } from '../every-dependency';
import { fromPayloadFormat2 } from '../../lambdas/ingest/payload-format-2';
import { sign } from '../sign';
import { readRotationEvent } from '../../lambdas/rotation/rotation-event';
import { apiGatewayEvent, httpApiEvent, rotationStep, sqsEvent, stateRequest } from './lambda-events';
import { matchesPattern } from '../../tools/local/event-bus/event-pattern';
import { LocalFunction } from '../../tools/local/lambda/local-function';
import { samFiles } from '../../tools/local/sam-files';
import { buildStackModel, type TemplateModel } from '../../tools/local/template/build-stack-model';
import { readAssembly } from '../../tools/local/template/read-assembly';

jest.setTimeout(60_000);

/** Whatever about `sam local invoke` can be checked without SAM and Docker. */
const events = join(__dirname, '../../events/sam');
const readEvent = (name: string): unknown => JSON.parse(readFileSync(join(events, name), 'utf8'));

/** As the local runner's bus is called. */
const genesysEventBus = 'aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/local';

let directory: string;
let template: unknown;
let model: TemplateModel;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'switchboard-sam-'));
  createApp({
    outdir: directory,
    context: { arch: 'x86_64', genesysEventBus, ...everyDependency() },
  }).synth();
  ({ template } = readAssembly({ directory }));
  model = buildStackModel(template, {
    region: 'us-east-1',
    accountId: '123456789012',
    directory,
    apiUrl: 'http://127.0.0.1:3000',
    queueUrl: (name) => `http://127.0.0.1:9324/123456789012/${name}`,
    generateSecret: () => 'sam-local-example-secret',
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Metadata: z.looseObject({ 'aws:asset:path': z.optional(z.string()) }).optional(),
      Properties: z
        .looseObject({
          Architectures: z.optional(z.array(z.string())),
          Handler: z.optional(z.string()),
          Environment: z.optional(z.object({ Variables: z.record(z.string(), z.unknown()) })),
        })
        .optional(),
    }),
  ),
});

const functions = () =>
  Object.entries(templateSchema.parse(template).Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );

/** As people write it: `ModuleFunctionAgentPresence` of `agent-presence`. */
const moduleFunctionId = (module: string): string =>
  `ModuleFunction${module.replaceAll(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase())}`;

const ingestId = 'IngestFunction';
const eventBusId = 'EventBusIngestFunction';
const presenceId = 'ModuleFunctionAgentPresence';
const callLifecycleId = 'ModuleFunctionCallLifecycle';
const crmSyncId = 'ModuleFunctionCrmSync';
const releaseId = 'ReleaseFunction';
const stateId = 'StateFunction';
const guardId = 'GuardFunction';
const governorId = 'GovernorFunction';
const hydrationId = 'HydrationFunction';
const rotationId = 'RotationFunction';

describe('the template', () => {
  it('names its functions as the README does', () => {
    expect(
      functions()
        .map(([logicalId]) => logicalId)
        .toSorted(),
    ).toEqual(
      [
        ingestId,
        eventBusId,
        ...manifests.map(({ name }) => moduleFunctionId(name)),
        releaseId,
        stateId,
        guardId,
        governorId,
        hydrationId,
        rotationId,
      ].toSorted(),
    );
    expect(manifests.map(({ name }) => moduleFunctionId(name))).toEqual(
      expect.arrayContaining([presenceId, callLifecycleId, crmSyncId]),
    );
    expect(model.outputs.get(stackOutputs.ingestFunction)).toBe(ingestId);
    expect(model.outputs.get(stackOutputs.eventBusIngestFunction)).toBe(eventBusId);
    expect(model.outputs.get(stackOutputs.releaseFunction)).toBe(releaseId);
    expect(model.outputs.get(stackOutputs.stateFunction)).toBe(stateId);
    expect(model.outputs.get(stackOutputs.guardFunction)).toBe(guardId);
    expect(model.outputs.get(stackOutputs.governorFunction)).toBe(governorId);
    expect(model.outputs.get(stackOutputs.hydrationFunction)).toBe(hydrationId);
    expect(model.outputs.get(stackOutputs.rotationFunction)).toBe(rotationId);
  });

  it('leads to the bundle of each function, in which the handler can be found', async () => {
    for (const [, { Metadata, Properties }] of functions()) {
      const folder = join(directory, Metadata?.['aws:asset:path'] ?? 'missing');
      expect(Properties?.Handler).toBe('index.handler');
      expect(existsSync(join(folder, 'index.mjs'))).toBe(true);
      expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toMatch(/export\s*\{[^}]*\bhandler\b[^}]*\}/);
    }
  });

  it('has the architecture that the context asks for', () => {
    for (const [, { Properties }] of functions()) expect(Properties?.Architectures).toEqual(['x86_64']);
  });

  it('declares every variable that a user may want to override', () => {
    const overridable = [...endpointVariables, 'POWERTOOLS_LOG_LEVEL'];
    for (const [, { Properties }] of functions()) {
      expect(Object.keys(Properties?.Environment?.Variables ?? {})).toEqual(
        expect.arrayContaining(overridable),
      );
    }
  });
});

describe('the files of events/sam', () => {
  it('are an event for each kind of function, and the environment', () => {
    expect(readdirSync(events)).toEqual(
      expect.arrayContaining([
        'agent-presence.json',
        'call-lifecycle.json',
        'each-minute.json',
        'env.json',
        'event-bus.json',
        'hydration.json',
        'ingest-http-api.json',
        'ingest.json',
        'release.json',
        'rotation.json',
        'state.json',
      ]),
    );
  });

  it('set no variable that a function does not declare', () => {
    const { Parameters = {}, ...single } = z
      .record(z.string(), z.record(z.string(), z.string()))
      .parse(readEvent('env.json'));
    const declared = new Map(
      model.functions.map(({ logicalId, environment }) => [logicalId, Object.keys(environment)]),
    );
    for (const variables of declared.values()) {
      expect(variables).toEqual(expect.arrayContaining(Object.keys(Parameters)));
    }
    expect(Object.keys(single)).toEqual(expect.arrayContaining([crmSyncId, hydrationId]));
    for (const [logicalId, variables] of Object.entries(single)) {
      expect(declared.get(logicalId)).toEqual(expect.arrayContaining(Object.keys(variables)));
    }
  });

  it('hold a delivery as API Gateway sends it, with the body of the first sample', () => {
    const event = apiGatewayEvent.parse(readEvent('ingest.json'));
    const body = Buffer.from(event.body, 'base64');
    const signature = sign(body, 'sam-local-example-secret');
    expect(body).toEqual(readFileSync(join(events, '../01-agent-login.json')));
    expect(event.headers['X-PureCloud-Signature']).toBe(signature);
    expect(event.multiValueHeaders['X-PureCloud-Signature']).toEqual([signature]);
  });

  it('hold a delivery as an HTTP API sends it, with the body of the first sample', () => {
    const event = httpApiEvent.parse(readEvent('ingest-http-api.json'));
    const request = fromPayloadFormat2(event);

    expect(Buffer.from(request.body)).toEqual(readFileSync(join(events, '../01-agent-login.json')));
    expect(request).toMatchObject({ method: 'POST', source: 'genesys' });
    expect(request.headerValues('X-PureCloud-Signature')).toEqual([
      sign(event.body, 'sam-local-example-secret'),
    ]);
  });

  it.each([
    ['agent-presence.json', groupIdOf({ type: 'agent', id: 'agent-7' })],
    ['call-lifecycle.json', groupIdOf({ type: 'call', id: 'c-1001' })],
    ['hydration.json', hydrationGroupOf('/api/v2/users/agent-7')],
  ])('hold a batch as SQS sends it, of one event in its group: %s', (name, group) => {
    const [record] = sqsEvent.parse(readEvent(name)).Records;
    const envelope = envelopeSchema.parse(JSON.parse(record.body));

    expect(createHash('md5').update(record.body).digest('hex')).toBe(record.md5OfBody);
    expect(record.attributes).toMatchObject({
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationIdOf(envelope),
    });
  });

  it('hold an event as EventBridge hands it to the function', () => {
    const event = readEvent('event-bus.json');

    const rules = model.eventRules.filter(({ pattern }) => matchesPattern(pattern, event));

    expect(rules.map(({ functionLogicalId, busName }) => [functionLogicalId, busName])).toEqual([
      [eventBusId, genesysEventBus],
    ]);
  });

  it('hold a request for a state as API Gateway sends it', () => {
    const { path, pathParameters } = stateRequest.parse(readEvent('state.json'));

    expect(path).toBe(`/state/${pathParameters.module}/${pathParameters.entity}`);
    expect(model.routes).toContainEqual(
      expect.objectContaining({
        method: 'GET',
        path: '/state/{module}/{entity}',
        authorization: 'aws-iam',
        functionLogicalId: stateId,
      }),
    );
  });

  it('hold what Secrets Manager hands to the rotation function, for the first step', () => {
    const event = rotationStep.parse(readEvent('rotation.json'));

    expect(readRotationEvent(event)).toMatchObject({ step: 'createSecret' });
  });

  it('hold what the schedule of a module hands to the release function', () => {
    expect(model.schedules).toContainEqual(
      expect.objectContaining({
        everySeconds: 60,
        functionLogicalId: releaseId,
        input: readEvent('release.json'),
      }),
    );
  });
});

/** Variables that SAM sets by itself. */
const samVariables = { AWS_ACCESS_KEY_ID: 'defaultkey', AWS_SECRET_ACCESS_KEY: 'defaultsecret' };
/** Nothing listens there: the function must come as far as its first call, and no further. */
const nowhere = Object.fromEntries(endpointVariables.map((name) => [name, 'http://127.0.0.1:9']));

const invoke = async (logicalId: string, event: unknown): Promise<unknown> => {
  const definition = model.functions.find((candidate) => candidate.logicalId === logicalId);
  if (!definition) throw new Error(`No function ${logicalId}.`);
  const files = samFiles({
    ...model,
    sources: [],
    extraEnvironment: nowhere,
    ingestEvent: readEvent('ingest.json'),
  });
  const environment = z.record(z.string(), z.record(z.string(), z.string())).parse(files['env.json']);
  const local = new LocalFunction({
    definition: { ...definition, environment: environment[logicalId] ?? {} },
    region: 'us-east-1',
    extraEnvironment: samVariables,
  });
  try {
    return await local.invoke(event);
  } finally {
    await local.close();
  }
};

describe('a function with the environment that SAM would pass', () => {
  it('starts, reads the event and says that a service is missing: ingest', async () => {
    expect(await invoke(ingestId, readEvent('ingest.json'))).toMatchObject({
      status: 'succeeded',
      payload: { statusCode: 503 },
    });
  });

  it('starts, reads the event and says that a service is missing: event bus', async () => {
    expect(await invoke(eventBusId, readEvent('event-bus.json'))).toMatchObject({
      status: 'failed',
      error: { errorType: 'IngestUnavailableError' },
    });
  });

  it('starts, reads the event and gives it back: agent-presence', async () => {
    expect(await invoke(presenceId, readEvent('agent-presence.json'))).toMatchObject({
      status: 'succeeded',
      payload: { batchItemFailures: [{ itemIdentifier: '059f36b4-87a3-44ab-83d2-661975830a7d' }] },
    });
  });

  it('starts, reads the event and gives it back: hydration', async () => {
    expect(await invoke(hydrationId, readEvent('hydration.json'))).toMatchObject({
      status: 'succeeded',
      payload: { batchItemFailures: [{ itemIdentifier: '2a0a7f7e-1c7e-4a63-9f0e-6f2f7a1b7d11' }] },
    });
  });

  it('starts, reads the event and says that a service is missing: state', async () => {
    expect(await invoke(stateId, readEvent('state.json'))).toMatchObject({
      status: 'succeeded',
      payload: { statusCode: 503 },
    });
  });

  it('starts, reads the event and says that a service is missing: release', async () => {
    expect(await invoke(releaseId, readEvent('release.json'))).toMatchObject({
      status: 'failed',
      error: { errorType: 'ReleaseIncompleteError' },
    });
  });

  it('starts, reads the event and says that a service is missing: rotation', async () => {
    expect(await invoke(rotationId, readEvent('rotation.json'))).toMatchObject({
      status: 'failed',
      error: { errorMessage: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it.each([
    [guardId, 'GuardIncompleteError'],
    [governorId, 'GovernorIncompleteError'],
  ])('starts, reads the event and says that a service is missing: %s', async (id, errorType) => {
    expect(await invoke(id, readEvent('each-minute.json'))).toMatchObject({
      status: 'failed',
      error: { errorType },
    });
  });

  it('starts, reads the event and gives it back: call-lifecycle', async () => {
    expect(await invoke(callLifecycleId, readEvent('call-lifecycle.json'))).toMatchObject({
      status: 'succeeded',
      payload: { batchItemFailures: [{ itemIdentifier: '3f0d8a52-1c7b-4e96-8f24-6b5c9d7e1001' }] },
    });
  });
});

describe('the files for a running local stack', () => {
  it('sign the delivery with the secret in force and name the local services', () => {
    const endpoint = 'http://127.0.0.1:8000';
    const files = samFiles({
      functions: model.functions,
      sources: [
        {
          name: 'genesys',
          scheme: 'genesys',
          url: 'http://127.0.0.1:3000/webhook/genesys',
          secret: 'in-force',
        },
      ],
      extraEnvironment: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_ACCESS_KEY_ID: 'not-declared' },
      ingestEvent: readEvent('ingest.json'),
    });

    const event = apiGatewayEvent.parse(files['ingest.json']);
    const expected = sign(Buffer.from(event.body, 'base64'), 'in-force');
    expect(event.headers['X-PureCloud-Signature']).toBe(expected);
    expect(event.multiValueHeaders['X-PureCloud-Signature']).toEqual([expected]);
    expect(files['env.json']).toMatchObject({ [ingestId]: { AWS_ENDPOINT_URL_DYNAMODB: endpoint } });
    expect(JSON.stringify(files['env.json'])).not.toContain('not-declared');
  });

  it('sign the delivery of an HTTP API too', () => {
    const source = {
      name: 'genesys',
      scheme: 'genesys',
      url: 'http://127.0.0.1:3000',
      secret: 'in-force',
    } as const;
    const files = samFiles({
      functions: [],
      sources: [source],
      extraEnvironment: {},
      ingestEvent: readEvent('ingest-http-api.json'),
    });

    const event = httpApiEvent.parse(files['ingest.json']);
    expect(event.headers['x-purecloud-signature']).toBe(sign(event.body, 'in-force'));
  });
});
