import { modelWith, problemsOf, queue } from './stack';

const arn = (name: string): string => `arn:aws:sqs:eu-central-1:123456789012:${name}`;
const deadLettersTo = (target: string) => ({
  RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [target, 'Arn'] }, maxReceiveCount: 3 },
});

describe('tables of a template', () => {
  const keys = {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  };
  const index = {
    IndexName: 'due',
    KeySchema: [{ AttributeName: 'dueAt', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['state'] },
  };

  it('turns a global table, as TableV2 makes it, into what CreateTable takes', () => {
    const { tables } = modelWith({
      ClaimsE8D96B24: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          ...keys,
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [
            { ...index, WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: {} } },
          ],
          Replicas: [{ Region: { Ref: 'AWS::Region' }, GlobalSecondaryIndexes: [{ IndexName: 'due' }] }],
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
    });

    expect(tables).toEqual([
      {
        logicalId: 'ClaimsE8D96B24',
        name: 'ClaimsE8D96B24',
        ttlAttribute: 'expiresAt',
        properties: {
          ...keys,
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [index],
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        },
      },
    ]);
  });

  it('makes a table with provisioned capacity one on demand, and keeps its given name', () => {
    const { tables } = modelWith({
      Old: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          ...keys,
          TableName: 'entities',
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
          LocalSecondaryIndexes: [index],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: false },
        },
      },
    });

    expect(tables).toEqual([
      {
        logicalId: 'Old',
        name: 'entities',
        properties: { ...keys, BillingMode: 'PAY_PER_REQUEST', LocalSecondaryIndexes: [index] },
      },
    ]);
  });

  it('tells of every property of a table that is not as CloudFormation has it', () => {
    const Properties = {
      ...keys,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'SORT' }],
      GlobalSecondaryIndexes: 'due',
    };

    expect(problemsOf({ Resources: { Claims: { Type: 'AWS::DynamoDB::GlobalTable', Properties } } })).toEqual(
      [
        'Resources.Claims.Properties.KeySchema.0.KeyType: Invalid option: expected one of "HASH"|"RANGE"',
        'Resources.Claims.Properties.GlobalSecondaryIndexes: Invalid input: expected array, received string',
      ],
    );
  });
});

describe('queues of a template', () => {
  it('gives every attribute as the text that CreateQueue takes', () => {
    const { queues } = modelWith({
      CallsDlq: queue({ FifoQueue: true, MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true }),
      Calls: queue({
        FifoQueue: true,
        FifoThroughputLimit: 'perMessageGroupId',
        DeduplicationScope: 'messageGroup',
        ContentBasedDeduplication: false,
        VisibilityTimeout: 30,
        KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
        Tags: [{ Key: 'stage', Value: 'dev' }],
        ...deadLettersTo('CallsDlq'),
      }),
    });

    expect(queues).toEqual([
      {
        logicalId: 'CallsDlq',
        name: 'CallsDlq.fifo',
        attributes: { FifoQueue: 'true', MessageRetentionPeriod: '1209600', SqsManagedSseEnabled: 'true' },
      },
      {
        logicalId: 'Calls',
        name: 'Calls.fifo',
        attributes: {
          FifoQueue: 'true',
          FifoThroughputLimit: 'perMessageGroupId',
          DeduplicationScope: 'messageGroup',
          ContentBasedDeduplication: 'false',
          VisibilityTimeout: '30',
          RedrivePolicy: `{"deadLetterTargetArn":"${arn('CallsDlq.fifo')}","maxReceiveCount":3}`,
        },
      },
    ]);
  });

  it('does not say of a standard queue that it is no FIFO queue, which SQS refuses', () => {
    const { queues } = modelWith({ Quarantine: queue({ FifoQueue: false }) });

    expect(queues).toEqual([{ logicalId: 'Quarantine', name: 'Quarantine', attributes: {} }]);
  });

  it('puts a dead-letter queue before its sources, wherever it stands in the template', () => {
    const { queues } = modelWith({
      First: queue(deadLettersTo('Second')),
      Other: queue(),
      Second: queue(deadLettersTo('Third')),
      Third: queue(),
    });

    const order = queues.map(({ logicalId }) => logicalId);
    expect(order.indexOf('Third')).toBeLessThan(order.indexOf('Second'));
    expect(order.indexOf('Second')).toBeLessThan(order.indexOf('First'));
    expect(order).toHaveLength(4);
  });

  it('takes a redrive policy that is JSON in a text', () => {
    const policy = { 'Fn::Sub': '{"deadLetterTargetArn":"${Dlq.Arn}","maxReceiveCount":"5"}' };

    const { queues } = modelWith({ Calls: queue({ RedrivePolicy: policy }), Dlq: queue() });

    expect(queues.map(({ logicalId }) => logicalId)).toEqual(['Dlq', 'Calls']);
    expect(queues[1]?.attributes['RedrivePolicy']).toBe(
      `{"deadLetterTargetArn":"${arn('Dlq')}","maxReceiveCount":"5"}`,
    );
  });

  it('cuts a name that would be too long for SQS and keeps it apart from the like', () => {
    const longId = 'A'.repeat(90);

    const { queues } = modelWith({
      [`${longId}1`]: queue({ FifoQueue: true }),
      [`${longId}2`]: queue({ FifoQueue: true }),
    });

    const names = queues.map(({ name }) => name);
    expect(names.map((name) => name.length)).toEqual([80, 80]);
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.endsWith('.fifo'))).toBe(true);
  });

  it.each([
    [
      'a dead-letter queue outside the template',
      { Calls: queue({ RedrivePolicy: { deadLetterTargetArn: arn('elsewhere'), maxReceiveCount: 3 } }) },
      `Resources.Calls.Properties.RedrivePolicy: the dead-letter queue ${arn('elsewhere')} is not in the template, or has a problem itself`,
    ],
    [
      'dead-letter queues in a circle',
      { A: queue(deadLettersTo('B')), B: queue(deadLettersTo('A')) },
      'Resources: the queues A, B wait for each other as dead-letter queues',
    ],
    [
      'a redrive policy that is no JSON',
      { Calls: queue({ RedrivePolicy: 'three times' }) },
      'Resources.Calls.Properties.RedrivePolicy: expected an object, or one as JSON',
    ],
  ])('tells of %s', (_, resources, problem) => {
    expect(problemsOf({ Resources: resources })).toEqual([problem]);
  });
});
