import { App } from 'aws-cdk-lib';
import { environment } from '../../lambdas/contract/environment';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { createApp } from '../../lib/create-app';
import { parseDeploymentContext } from '../../lib/deployment-context';
import { stages } from '../../lib/stage-config';
import { SwitchboardStack } from '../../lib/switchboard-stack';
import { scratchFolder } from '../scratch-folder';
import {
  everyPolicy,
  genesysEventBus,
  minimalProps,
  stackWith,
  synthesize,
  synthesizeEveryPolicy,
  synthesizeStage,
} from './synthesized';
import { variablesOf } from './variables-of';

const otherEventBus = genesysEventBus.replace('/live', '/other');

describe('the event bus of a source', () => {
  const synthesized = synthesizeEveryPolicy();
  const properties = (path: string) => synthesized.readable(synthesized.get(path).Properties);

  it('has a rule that hands the events of that source, and no others, to ingest, for as long as EventBridge can', () => {
    expect(properties('EventBusIngest/Bus-genesys/Rule')).toEqual({
      Description: expect.any(String),
      Name: expect.stringMatching(/^[\w-]{1,64}$/),
      EventBusName: genesysEventBus,
      EventPattern: { source: [genesysEventBus] },
      State: 'ENABLED',
      Targets: [
        {
          Id: 'Target0',
          Arn: '<EventBusIngest/Function.Arn>',
          DeadLetterConfig: { Arn: '<EventBusIngest/Failures/Queue.Arn>' },
          RetryPolicy: { MaximumEventAgeInSeconds: 24 * 3600, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  it('has what Lambda fails with tried twice more, and then kept', () => {
    expect(properties('EventBusIngest/Function/EventInvokeConfig')).toEqual({
      FunctionName: '<EventBusIngest/Function>',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 6 * 3600,
      DestinationConfig: { OnFailure: { Destination: '<EventBusIngest/Failures/Queue.Arn>' } },
    });
  });

  it('keeps failures for 14 days, encrypted, in a standard queue that outlives a protected stack', () => {
    expect(synthesized.get('EventBusIngest/Failures/Queue').DeletionPolicy).toBe('Retain');
    expect(properties('EventBusIngest/Failures/Queue')).toEqual({
      MaximumMessageSize: 1_048_576,
      MessageRetentionPeriod: 14 * 24 * 3600,
      ReceiveMessageWaitTimeSeconds: 20,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 30,
    });
  });

  it('lets nobody put anything there but its rule, and that over TLS only', () => {
    expect(properties('EventBusIngest/Failures/Queue/Policy')).toEqual({
      Queues: ['<EventBusIngest/Failures/Queue>'],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: '<EventBusIngest/Failures/Queue.Arn>',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: expect.any(String),
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '<EventBusIngest/Failures/Queue.Arn>',
            Condition: { ArnEquals: { 'aws:SourceArn': '<EventBusIngest/Bus-genesys/Rule.Arn>' } },
          },
        ],
      },
    });
  });

  it('has a way back for failures that is shut until an operator opens it', () => {
    expect(properties('EventBusIngest/Redrive')).toEqual({
      Enabled: false,
      BatchSize: 10,
      EventSourceArn: '<EventBusIngest/Failures/Queue.Arn>',
      FunctionName: '<EventBusIngest/Function>',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('is served by a function that knows sources, modules and stores, and no secret', () => {
    const variables = variablesOf(synthesized, 'EventBusIngest/Function');

    expect(Object.keys(variables).toSorted()).toEqual(
      [
        environment.claimsTable,
        environment.claimRetentionHours,
        environment.payloadBucket,
        environment.inlineBytes,
        environment.claimCheckBytes,
        environment.modules,
        'POWERTOOLS_LOG_LEVEL',
        'POWERTOOLS_METRICS_NAMESPACE',
        'POWERTOOLS_SERVICE_NAME',
        environment.quarantineQueueUrl,
        'QUEUE_URL_AGENT_PRESENCE',
        'QUEUE_URL_AUDIT_TRAIL',
        'QUEUE_URL_CALL_FLOW',
        'QUEUE_URL_HYDRATION',
        'DEPENDENCY_URL_GENESYS',
        environment.sources,
      ].toSorted(),
    );
    expect(JSON.parse(variables[environment.sources] ?? '')).toEqual([
      { name: 'genesys', scheme: 'genesys', eventBus: genesysEventBus },
    ]);
    expect(synthesized.get('EventBusIngest/Function').Properties).toMatchObject({
      Timeout: 30,
      MemorySize: 512,
    });
    expect(synthesized.get('EventBusIngest/Function').Properties).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });

  it('is not there, nor anything of it, where no source has one', () => {
    const paths = [...synthesizeStage('prod').all().keys()];

    expect(paths.filter((path) => path.startsWith('EventBus'))).toEqual([]);
  });
});

describe('several organizations', () => {
  const sources = [
    { ...minimalProps.sources[0], eventBus: genesysEventBus },
    { name: 'genesys-emea', eventBus: otherEventBus },
  ];
  const synthesized = synthesize(stackWith({ sources }));

  it('have a rule each on a bus of their own, and one function', () => {
    const rules = [...synthesized.all('AWS::Events::Rule')].filter(([path]) => path.startsWith('EventBus'));

    expect(
      rules.map(([path, { Properties }]) => [path, Properties['EventBusName'], Properties['EventPattern']]),
    ).toEqual([
      ['EventBusIngest/Bus-genesys/Rule', genesysEventBus, { source: [genesysEventBus] }],
      ['EventBusIngest/Bus-genesys-emea/Rule', otherEventBus, { source: [otherEventBus] }],
    ]);
    expect(new Set(rules.map(([, { Properties }]) => Properties['Name'])).size).toBe(2);
    expect(
      JSON.parse(variablesOf(synthesized, 'EventBusIngest/Function')[environment.sources] ?? ''),
    ).toEqual(sources);
  });

  it('that have no webhook have no secret, and do not change what the API lets through', () => {
    const paths = [...synthesized.all().keys()];

    expect(paths.filter((path) => path.startsWith('Source-'))).toEqual([
      'Source-genesys/Secret',
      'Source-genesys/InvokeRotation',
      'Source-genesys/Rotation',
    ]);
    expect(paths.filter((path) => path.startsWith('IngestHealth/IngestThrottled'))).toEqual([
      'IngestHealth/IngestThrottled-genesys',
    ]);
  });
});

describe('the context that says which event bus the source genesys has', () => {
  const context = (value: unknown) =>
    parseDeploymentContext((key) => (key === 'genesysEventBus' ? value : undefined), []);

  it('is nothing by default', () => {
    expect(context(undefined)).not.toHaveProperty('genesysEventBus');
  });

  it('is the name of a partner event bus', () => {
    expect(context(genesysEventBus)).toMatchObject({ genesysEventBus });
  });

  it.each([
    'default',
    'aws.partner/genesys.com/cloud/org',
    'aws.partner/genesys.com/cloud/org/suffix/more',
    'aws.partner/example.com/cloud/org/suffix',
    'aws.partner/genesys.com/cloud/<organization>/suffix',
    ` ${genesysEventBus}`,
    `aws.partner/genesys.com/cloud/org/${'x'.repeat(226)}`,
    7,
  ])('is refused: %j', (value) => {
    expect(() => context(value)).toThrow(
      /Context 'genesysEventBus' is .+, but must be the name of a partner event bus of Genesys Cloud, .+: say for example '-c genesysEventBus=aws\.partner\//,
    );
  });

  it('is refused where the stage has no such source', () => {
    const config = {
      ...stages.dev,
      modules: [agentPresence],
      sources: [{ name: 'other', scheme: 'genesys' as const }],
    };
    const props = { config, stage: 'dev', architecture: 'arm64', dependencies: {}, genesysEventBus } as const;

    expect(() => new SwitchboardStack(new App({ outdir: scratchFolder() }), 'Stack', props)).toThrow(
      'Context \'genesysEventBus\' is given, but stage dev has no source "genesys": add it in lib/stage-config.ts, or give its eventBus there.',
    );
  });

  it('takes nothing away from what the source is otherwise', () => {
    const { context: given, modules } = everyPolicy;
    const context = { ...given, stage: 'dev' };
    const app = createApp({ modules, context, outdir: scratchFolder(), bundling: false });

    const [stack] = app.synth().stacks;

    expect(JSON.stringify(stack?.template)).toContain('SourceUrlGenesys');
    expect(JSON.stringify(stack?.template)).toContain('EventBusIngestFunctionName');
  });
});
