import { environment } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { manifests } from '../../lambdas/modules';
import { describeSwitchboard } from '../../tools/local/describe-switchboard';
import type { FunctionDefinition, StackModel } from '../../tools/local/model';
import { stableUuid } from '../../tools/local/template/evaluation/physical-name';
import { findParts } from '../../tools/local/stack-parts';
import { lambda, modelOf, queue } from './template/stack';

const output = (Value: unknown) => ({ Value });

const [first] = manifests;
const required = {
  [stackOutputs.ingestFunction]: output({ Ref: 'Ingest' }),
  [stackOutputs.claimsTable]: output('claims'),
  [stackOutputs.entitiesTable]: output('entities'),
  [stackOutputs.quarantineQueueUrl]: output('http://q/quarantine'),
  [stackOutputs.moduleQueueUrl(first.name)]: output('http://q/module'),
  [stackOutputs.moduleDlqUrl(first.name)]: output('http://q/dlq'),
  [stackOutputs.moduleFunction(first.name)]: output({ Ref: 'Module' }),
};
const optional = {
  [stackOutputs.idempotencyTable]: output('once'),
  [stackOutputs.releaseFunction]: output({ Ref: 'Release' }),
  [stackOutputs.stateFunction]: output({ Ref: 'State' }),
  [stackOutputs.stateUrl]: output('http://127.0.0.1:3000/state'),
  [stackOutputs.controlTable]: output('control'),
  [stackOutputs.eventBusIngestFunction]: output({ Ref: 'EventBus' }),
  [stackOutputs.eventBusFailureQueueUrl]: output('http://q/failures'),
  [stackOutputs.eventBusRedriveMapping]: output({ Ref: 'Redrive' }),
  [stackOutputs.payloadBucket]: output('payloads'),
  [stackOutputs.guardFunction]: output({ Ref: 'Guard' }),
  [stackOutputs.governorFunction]: output({ Ref: 'Governor' }),
};

const stackWith = (outputs: object): StackModel =>
  modelOf({
    Resources: {
      Ingest: lambda({ Environment: { Variables: { [environment.sources]: '[]' } } }),
      Release: lambda({ FunctionName: 'the-release-function' }),
      State: lambda(),
      Module: lambda(),
      ModuleQueue: queue(),
      ModuleMapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['ModuleQueue', 'Arn'] },
          FunctionName: { Ref: 'Module' },
        },
      },
      EventBus: lambda({
        Environment: {
          Variables: {
            [environment.sources]: JSON.stringify([
              { name: 'genesys', scheme: 'genesys', eventBus: 'aws.partner/x' },
            ]),
          },
        },
      }),
      Failures: queue(),
      Redrive: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Failures', 'Arn'] },
          FunctionName: { Ref: 'EventBus' },
          Enabled: false,
        },
      },
      Guard: lambda(),
      Governor: lambda(),
    },
    Outputs: outputs,
  });

const describeStack = (outputs: object) =>
  describeSwitchboard({
    parts: findParts(stackWith(outputs)),
    apiUrl: 'http://127.0.0.1:3000',
    endpoints: {
      dynamodb: 'http://d',
      sqs: 'http://s',
      secretsmanager: 'http://m',
      s3: 'http://o',
      lambda: 'http://l',
      apigateway: 'http://g',
      cloudwatch: 'http://c',
      eventBridge: 'http://e',
    },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'not shown' },
    dependencies: [{ name: 'crm', url: 'http://crm', tokenUrl: 'http://crm/token', clientId: 'c' }],
    pidsOf: ({ logicalId }: FunctionDefinition) => (logicalId === 'Release' ? [7, 8] : []),
    mappingStateOf: (id) => {
      if (id === stableUuid('Redrive')) return 'Disabled';
      return id === stableUuid('ModuleMapping') ? 'Disabling' : undefined;
    },
  });

describe('the description of a running Switchboard', () => {
  it('has everything that the stack’s outputs name', () => {
    expect(describeStack({ ...required, ...optional })).toEqual({
      pid: process.pid,
      apiUrl: 'http://127.0.0.1:3000',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: {
        dynamodb: 'http://d',
        sqs: 'http://s',
        secretsmanager: 'http://m',
        s3: 'http://o',
        lambda: 'http://l',
        apigateway: 'http://g',
        cloudwatch: 'http://c',
        eventBridge: 'http://e',
      },
      sources: {},
      tables: { claims: 'claims', entities: 'entities', idempotency: 'once', control: 'control' },
      queues: { quarantine: 'http://q/quarantine', eventBusFailures: 'http://q/failures' },
      buckets: { payloads: 'payloads' },
      eventBuses: { genesys: 'aws.partner/x' },
      modules: {
        [first.name]: {
          queueUrl: 'http://q/module',
          dlqUrl: 'http://q/dlq',
          function: 'Module',
          pids: [],
          mapping: { id: stableUuid('ModuleMapping'), state: 'Disabling' },
        },
      },
      stateUrl: 'http://127.0.0.1:3000/state',
      functions: {
        ingest: { name: 'Ingest', pids: [] },
        eventBusIngest: {
          name: 'EventBus',
          pids: [],
          mapping: { id: stableUuid('Redrive'), state: 'Disabled' },
        },
        release: { name: 'the-release-function', pids: [7, 8] },
        state: { name: 'State', pids: [] },
        guard: { name: 'Guard', pids: [] },
        governor: { name: 'Governor', pids: [] },
      },
      dependencies: { crm: { url: 'http://crm', tokenUrl: 'http://crm/token', clientId: 'c' } },
    });
  });

  it('leaves out what a stack without those outputs does not have', () => {
    const description = describeStack(required);

    expect(description.tables).toEqual({ claims: 'claims', entities: 'entities' });
    expect(description.buckets).toEqual({});
    expect(description).not.toHaveProperty('stateUrl');
    expect([description.queues, description.eventBuses]).toEqual([{ quarantine: 'http://q/quarantine' }, {}]);
    expect(description.functions).toEqual({ ingest: { name: 'Ingest', pids: [] } });
  });

  it.each(Object.keys(required))('cannot be made of a stack without the output %s', (key) => {
    const { [key]: _, ...rest } = required;
    // A module is there when its function is; the rest of it then has to be, too.
    const isLeftOut = key === stackOutputs.moduleFunction(first.name);

    const making = (): unknown => describeStack(rest);

    if (isLeftOut) expect(making()).toMatchObject({ modules: {} });
    else expect(making).toThrow(`The stack has no output ${key}.`);
  });

  it('says which output names a function that the stack does not have', () => {
    const outputs = { ...required, [stackOutputs.stateFunction]: output('nobody') };

    expect(() => findParts(stackWith(outputs))).toThrow(
      'The stack has no function nobody (output StateFunctionName).',
    );
  });
});
