import { Duration } from 'aws-cdk-lib';
import { maxReceiveCount } from '../../lambdas/contract/limits';
import { auditTrail, callFlow } from './fixture-manifests';
import { everyPolicyProps, stackWith, synthesize, synthesizeStage, minimalProps } from './synthesized';

const stages = ['dev', 'prod'] as const;

describe.each(stages)('the functions of %s', (stage) => {
  const synthesized = synthesizeStage(stage);
  const functions = [...synthesized.all('AWS::Lambda::Function')];

  it('are ingest, state, the governor, the rotation and one for each module', () => {
    expect(functions.map(([path]) => path).toSorted()).toEqual([
      'Governor/Function',
      'Ingest/Function',
      'Module-agent-presence/Processor/Function',
      'Rotation/Function',
      'State/Function',
    ]);
  });

  it.each(functions)(
    '%s runs on Node.js 24 and ARM, is traced, and logs JSON to a group of its own',
    (path, fn) => {
      expect(synthesized.readable(fn.Properties)).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: `<${path.replace(/Function$/, 'Logs')}>` },
      });
    },
  );

  it('have logs that end', () => {
    const retention = [...synthesized.all('AWS::Logs::LogGroup').values()].map(
      ({ Properties, DeletionPolicy }) => [Properties['RetentionInDays'], DeletionPolicy],
    );

    expect(retention).toEqual(
      Array.from({ length: 6 }, () => (stage === 'prod' ? [90, 'Retain'] : [7, 'Delete'])),
    );
  });
});

describe('ingest', () => {
  const ingest = (stage: 'dev' | 'prod') => {
    const synthesized = synthesizeStage(stage);
    return synthesized.readable(synthesized.get('Ingest/Function').Properties);
  };

  it('learns all that it needs from its environment', () => {
    expect(ingest('prod')).toMatchObject({ MemorySize: 512, Timeout: 6 });
    expect(ingest('prod')).toHaveProperty('Environment.Variables', {
      POWERTOOLS_SERVICE_NAME: 'ingest',
      POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      SOURCES: '[{"name":"genesys","scheme":"genesys"}]',
      MODULES: 'agent-presence',
      CLAIM_RETENTION_HOURS: '840',
      MAX_BODY_BYTES: '1048576',
      CLAIMS_TABLE: '<Claims/Table>',
      QUARANTINE_QUEUE_URL: '<Quarantine/Queue>',
      QUEUE_URL_AGENT_PRESENCE: '<Module-agent-presence/Queue>',
      SECRET_ID_GENESYS: '<Source-genesys/Secret>',
      SECRET_OVERLAP_HOURS: '168',
      SECRET_REFETCH_SECONDS: '30',
    });
  });

  it('declares the endpoint variables, empty, in dev only', () => {
    const empty = {
      AWS_ENDPOINT_URL_DYNAMODB: '',
      AWS_ENDPOINT_URL_SQS: '',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
      AWS_ENDPOINT_URL_LAMBDA: '',
      AWS_ENDPOINT_URL_API_GATEWAY: '',
      AWS_ENDPOINT_URL_APIGATEWAYV2: '',
      AWS_ENDPOINT_URL_CLOUDWATCH: '',
    };

    expect(ingest('dev')).toMatchObject({ Environment: { Variables: empty } });
    expect(ingest('prod')).not.toMatchObject({ Environment: { Variables: empty } });
  });
});

describe('a module', () => {
  it('has what its manifest leaves out filled in', () => {
    const synthesized = synthesize(stackWith());

    expect(synthesized.get('Module-call-log/Processor/Function').Properties).toMatchObject({
      Timeout: 10,
      MemorySize: 256,
    });
    expect(synthesized.get('Module-call-log/Mapping').Properties).toMatchObject({
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  it('has the sizes of its manifest', () => {
    const [manifest] = minimalProps.modules;
    const sizes = { timeoutSeconds: 20, maxConcurrency: 3, memoryMiB: 1024 };

    const synthesized = synthesize(stackWith({ modules: [{ ...manifest, ...sizes }] }));

    expect(synthesized.get('Module-call-log/Processor/Function').Properties).toMatchObject({
      Timeout: 20,
      MemorySize: 1024,
    });
    expect(synthesized.get('Module-call-log/Queue').Properties).toMatchObject({ VisibilityTimeout: 120 });
    expect(synthesized.readable(synthesized.get('Module-call-log/Mapping').Properties)).toEqual({
      BatchSize: 10,
      EventSourceArn: '<Module-call-log/Queue.Arn>',
      FunctionName: '<Module-call-log/Processor/Function>',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 3 },
    });
  });

  it.each<[name: string, policy: string, variables: Readonly<Record<string, string>>]>([
    ['call-log', 'latest', { ENTITIES_TABLE: '<Entities/Table>' }],
    [
      callFlow.name,
      callFlow.policy,
      {
        ENTITIES_TABLE: '<Entities/Table>',
        IDEMPOTENCY_TABLE: '<Idempotency/Table>',
        CLAIM_RETENTION_HOURS: '960',
        DEPENDENCY_URL_CRM: 'https://crm.example.com',
        DEPENDENCY_TOKEN_URL_CRM: 'https://login.example.com/token',
        DEPENDENCY_SECRET_ID_CRM: '<Dependency-crm/Secret>',
        CONTROL_TABLE: '<Control/Table>',
        GUARD_QUEUE_URL: '<GuardQueue/Queue>',
      },
    ],
    [
      auditTrail.name,
      auditTrail.policy,
      { IDEMPOTENCY_TABLE: '<Idempotency/Table>', CLAIM_RETENTION_HOURS: '960' },
    ],
  ])('%s has a processor that learns what its policy %s takes', (name, _, variables) => {
    const synthesized = synthesize(stackWith({ ...everyPolicyProps, claimRetention: Duration.days(40) }));

    const { Environment } = synthesized.get(`Module-${name}/Processor/Function`).Properties;

    expect(synthesized.readable(Environment)).toEqual({
      Variables: {
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
        POWERTOOLS_LOG_LEVEL: 'INFO',
        CLAIMS_TABLE: '<Claims/Table>',
        QUEUE_URL: `<Module-${name}/Queue>`,
        DEAD_LETTER_QUEUE_URL: `<Module-${name}/DeadLetterQueue>`,
        ...variables,
      },
    });
  });

  it('shares nothing but the tables with a second one', () => {
    const [first] = minimalProps.modules;
    const synthesized = synthesize(stackWith({ modules: [first, { ...first, name: 'call-copy' }] }));
    const paths = [...synthesized.all().keys()];

    const own = (name: string) =>
      paths.filter((path) => path.startsWith(`Module-${name}/`)).map((path) => path.replace(name, 'NAME'));

    expect(own('call-log')).toEqual(own('call-copy'));
    expect(own('call-log')).toHaveLength(11);
  });

  it('gives a message to its DLQ after the deliveries that the contract names', () => {
    const synthesized = synthesize(stackWith());

    expect(
      synthesized.readable(synthesized.get('Module-call-log/Queue').Properties['RedrivePolicy']),
    ).toEqual({
      deadLetterTargetArn: '<Module-call-log/DeadLetterQueue.Arn>',
      maxReceiveCount,
    });
  });
});
