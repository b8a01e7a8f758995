import { Duration } from 'aws-cdk-lib';
import { maxQueueMessageBytes } from '../../lambdas/contract/limits';
import { stackWith, synthesize, synthesizeEveryPolicy, synthesizeStage } from './synthesized';

describe.each([
  { stage: 'dev', deletion: 'Delete', protection: false },
  { stage: 'prod', deletion: 'Retain', protection: true },
] as const)('what $stage keeps', ({ stage, deletion, protection }) => {
  const synthesized = synthesizeStage(stage);

  it('is four on-demand tables that can be restored to any second and are protected by stage', () => {
    const tables = [...synthesized.all('AWS::DynamoDB::GlobalTable')].map(([path, table]) => [
      path,
      table.DeletionPolicy,
      table.Properties['BillingMode'],
      table.Properties['KeySchema'],
      synthesized.readable(table.Properties['Replicas']),
    ]);

    const replica = {
      Region: '<AWS::Region>',
      DeletionProtectionEnabled: protection,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };
    const common = [deletion, 'PAY_PER_REQUEST', [{ AttributeName: 'pk', KeyType: 'HASH' }]];
    expect(tables).toEqual([
      ['Claims/Table', ...common, [replica]],
      ['Entities/Table', ...common, [{ ...replica, GlobalSecondaryIndexes: [{ IndexName: 'due' }] }]],
      ['Idempotency/Table', ...common, [replica]],
      ['Control/Table', ...common, [replica]],
    ]);
  });

  it.each(['Claims', 'Entities', 'Idempotency'])('in %s forgets by the time to live', (table) => {
    expect(synthesized.get(`${table}/Table`).Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expiresAt',
      Enabled: true,
    });
  });

  it('in its bucket is encrypted, private, and gone when its claim is', () => {
    const { DeletionPolicy, Properties } = synthesized.get('Payloads/Bucket');

    expect(DeletionPolicy).toBe(deletion);
    expect(Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'ExpireWithClaims',
            Status: 'Enabled',
            ExpirationInDays: 35,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    expect(Properties).not.toHaveProperty('VersioningConfiguration');
  });

  it('in its bucket is refused to everybody whose connection is not encrypted, and allowed to nobody', () => {
    const { PolicyDocument } = synthesized.get('Payloads/Bucket/Policy').Properties;
    expect(synthesized.readable(PolicyDocument)).toMatchObject({
      Statement: [
        { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      ],
    });
  });

  it('never forgets a breaker', () => {
    expect(synthesized.get('Control/Table').Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('finds due entities by an index of nothing but their shard, their time, and who they are', () => {
    const { AttributeDefinitions, GlobalSecondaryIndexes } = synthesized.get('Entities/Table').Properties;

    expect(GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['entityType', 'entityId'] },
      },
    ]);
    expect(AttributeDefinitions).toEqual([
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'S' },
    ]);
  });

  it('has a signing secret that is generated and stands nowhere', () => {
    const secret = synthesized.get('Source-genesys/Secret');

    expect(secret.DeletionPolicy).toBe(deletion);
    expect(secret.Properties).toEqual({
      Description: expect.any(String),
      GenerateSecretString: { ExcludePunctuation: true, IncludeSpace: false, PasswordLength: 64 },
    });
    expect(JSON.stringify(synthesized.outputs)).not.toContain('resolve:secretsmanager');
  });

  it('leaves queues with failed events behind when it protects', () => {
    expect(synthesized.get('Quarantine/Queue').DeletionPolicy).toBe(deletion);
    expect(synthesized.get('Module-agent-presence/DeadLetterQueue').DeletionPolicy).toBe(deletion);
  });
});

describe('the secret of a dependency', () => {
  const synthesized = synthesizeEveryPolicy();

  it('has the shape of OAuth client credentials, is generated, and says that it is to be replaced', () => {
    const secret = synthesized.get('Dependency-crm/Secret');

    expect(secret.DeletionPolicy).toBe('Retain');
    expect(secret.Properties).toEqual({
      Description: expect.stringMatching(/^Switchboard as a client of crm: .+ Replace both .+\.$/),
      GenerateSecretString: {
        SecretStringTemplate: '{"clientId":"switchboard"}',
        GenerateStringKey: 'clientSecret',
        ExcludePunctuation: true,
        IncludeSpace: false,
        PasswordLength: 64,
      },
    });
    expect(JSON.stringify(synthesized.outputs)).not.toContain('resolve:secretsmanager');
  });
});

describe('the queues', () => {
  const synthesized = synthesizeStage('prod');
  const queues = [...synthesized.all('AWS::SQS::Queue')];

  it.each(queues)(
    '%s is encrypted, keeps messages for 14 days and takes the largest there are',
    (_, queue) => {
      expect(queue.Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * 24 * 3600,
        MaximumMessageSize: maxQueueMessageBytes,
      });
    },
  );

  it.each(queues)('%s refuses connections without TLS', (path) => {
    const { PolicyDocument, Queues } = synthesized.get(`${path}/Policy`).Properties;

    expect(synthesized.readable([PolicyDocument, Queues])).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: `<${path}.Arn>`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
      [`<${path}>`],
    ]);
  });

  it('of a module are FIFO with high throughput for each group, and never guess a deduplication id', () => {
    const fifo = {
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    };

    expect(synthesized.get('Module-agent-presence/Queue').Properties).toMatchObject({
      ...fifo,
      ReceiveMessageWaitTimeSeconds: 20,
      VisibilityTimeout: 30,
    });
    expect(synthesized.get('Module-agent-presence/DeadLetterQueue').Properties).toMatchObject(fifo);
  });

  it('of a module are bound to each other: the DLQ takes from no other queue', () => {
    const { QueueName } = synthesized.get('Module-agent-presence/Queue').Properties;
    const deadLetterQueue = synthesized.get('Module-agent-presence/DeadLetterQueue');

    expect(QueueName).toMatch(/^switchboard-prod-Switchboard-Module-agent-presence-[0-9A-F]{8}\.fifo$/);
    expect(synthesized.readable(deadLetterQueue.Properties['RedriveAllowPolicy'])).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [`arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:${String(QueueName)}`],
    });
  });

  it('for unusable deliveries is a standard one: order does not matter there', () => {
    expect(synthesized.get('Quarantine/Queue').Properties).not.toHaveProperty('FifoQueue');
  });
});

describe('what a bucket keeps', () => {
  it.each([
    ['a day', 24, 35],
    ['35 days', 35 * 24, 35],
    ['35 days and an hour', 35 * 24 + 1, 36],
    ['a hundred days', 2400, 100],
  ])('lives as long as claims of %s, and never shorter than a message in queue and DLQ', (_, hours, days) => {
    const synthesized = synthesize(stackWith({ claimRetention: Duration.hours(hours) }));
    expect(synthesized.get('Payloads/Bucket').Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: days }] },
    });
  });
});
