import { permissionsIn } from './permissions-in';
import { synthesizeEveryPolicy } from './synthesized';

describe('the permissions of the deployed stack', () => {
  const synthesized = synthesizeEveryPolicy();
  const permissionsOf = (path: string): string[] =>
    permissionsIn(synthesized)
      .filter((permission) => permission.startsWith(`<${path}/Role>: `))
      .map((permission) => permission.replace(`<${path}/Role>: Allow `, ''));

  /** What every function may do: write its own logs and traces. */
  const ownPermissions = (path: string): string[] => [
    `logs:CreateLogStream on <${path}/Logs.Arn>`,
    `logs:PutLogEvents on <${path}/Logs.Arn>`,
    'xray:PutTelemetryRecords on *',
    'xray:PutTraceSegments on *',
  ];

  /** What every processor may do: empty its own queue and give up into its own DLQ. */
  const pipelinePermissions = (path: string): string[] => [
    ...ownPermissions(`${path}/Processor`),
    'dynamodb:UpdateItem on <Claims/Table.Arn>',
    `sqs:ChangeMessageVisibility on <${path}/Queue.Arn>`,
    `sqs:DeleteMessage on <${path}/Queue.Arn>`,
    `sqs:GetQueueAttributes on <${path}/Queue.Arn>`,
    `sqs:ReceiveMessage on <${path}/Queue.Arn>`,
    `sqs:SendMessage on <${path}/DeadLetterQueue.Arn>`,
  ];
  const processorPermissions = (module: string): string[] => pipelinePermissions(`Module-${module}`);

  /** What the processor of a module that calls other systems may do about breakers. */
  const breakers: readonly string[] = [
    'dynamodb:GetItem on <Control/Table.Arn>',
    'dynamodb:PutItem on <Control/Table.Arn>',
    'sqs:SendMessage on <GuardQueue/Queue.Arn>',
  ];

  const alarmArn = (name: string): string =>
    `arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:${String(synthesized.get(`IngestHealth/${name}`).Properties['AlarmName'])}`;

  const once: readonly string[] = [
    'dynamodb:DeleteItem on <Idempotency/Table.Arn>',
    'dynamodb:GetItem on <Idempotency/Table.Arn>',
    'dynamodb:PutItem on <Idempotency/Table.Arn>',
    'dynamodb:UpdateItem on <Idempotency/Table.Arn>',
  ];

  it.each<[string, readonly string[]]>([
    [
      'Ingest',
      [
        ...ownPermissions('Ingest'),
        'dynamodb:PutItem on <Claims/Table.Arn>',
        'secretsmanager:DescribeSecret on <Source-genesys/Secret>',
        'secretsmanager:GetSecretValue on <Source-genesys/Secret>',
        'sqs:SendMessage on <Hydration/Queue.Arn>',
        'sqs:SendMessage on <Module-agent-presence/Queue.Arn>',
        'sqs:SendMessage on <Module-audit-trail/Queue.Arn>',
        'sqs:SendMessage on <Module-call-flow/Queue.Arn>',
        'sqs:SendMessage on <Quarantine/Queue.Arn>',
      ],
    ],
    [
      'EventBusIngest',
      [
        ...ownPermissions('EventBusIngest'),
        'dynamodb:PutItem on <Claims/Table.Arn>',
        'sqs:DeleteMessage on <EventBusIngest/Failures/Queue.Arn>',
        'sqs:GetQueueAttributes on <EventBusIngest/Failures/Queue.Arn>',
        'sqs:ReceiveMessage on <EventBusIngest/Failures/Queue.Arn>',
        'sqs:SendMessage on <EventBusIngest/Failures/Queue.Arn>',
        'sqs:SendMessage on <Hydration/Queue.Arn>',
        'sqs:SendMessage on <Module-agent-presence/Queue.Arn>',
        'sqs:SendMessage on <Module-audit-trail/Queue.Arn>',
        'sqs:SendMessage on <Module-call-flow/Queue.Arn>',
        'sqs:SendMessage on <Quarantine/Queue.Arn>',
      ],
    ],
    [
      'Module-agent-presence/Processor',
      [...processorPermissions('agent-presence'), 'dynamodb:UpdateItem on <Entities/Table.Arn>'],
    ],
    [
      'Module-call-flow/Processor',
      [
        ...processorPermissions('call-flow'),
        ...once,
        ...breakers,
        'dynamodb:BatchGetItem on <Entities/Table.Arn>',
        'dynamodb:BatchWriteItem on <Entities/Table.Arn>',
        'dynamodb:GetItem on <Claims/Table.Arn>',
        'dynamodb:GetItem on <Entities/Table.Arn>',
        'dynamodb:PutItem on <Entities/Table.Arn>',
        'secretsmanager:GetSecretValue on <Dependency-crm/Secret>',
      ],
    ],
    ['Module-audit-trail/Processor', [...processorPermissions('audit-trail'), ...once]],
    [
      'Hydration/Processor',
      [
        ...pipelinePermissions('Hydration'),
        ...breakers,
        'secretsmanager:GetSecretValue on <Dependency-genesys/Secret>',
        'sqs:SendMessage on <Module-agent-presence/Queue.Arn>',
        'sqs:SendMessage on <Module-audit-trail/Queue.Arn>',
        'sqs:SendMessage on <Module-call-flow/Queue.Arn>',
        'sqs:SendMessage on <Quarantine/Queue.Arn>',
      ],
    ],
    [
      'Release',
      [
        ...ownPermissions('Release'),
        'dynamodb:Query on <Entities/Table.Arn>/index/due',
        'sqs:SendMessage on <Module-call-flow/Queue.Arn>',
      ],
    ],
    [
      'Guard',
      [
        ...ownPermissions('Guard'),
        'dynamodb:BatchGetItem on <Control/Table.Arn>',
        'dynamodb:DeleteItem on <Control/Table.Arn>',
        'dynamodb:GetItem on <Control/Table.Arn>',
        'dynamodb:PutItem on <Control/Table.Arn>',
        ...['Module-call-flow', 'Hydration'].flatMap((path) => [
          ...['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'].map(
            (action) =>
              `${action} on arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:event-source-mapping:<${path}/Mapping>`,
          ),
          `lambda:InvokeFunction on <${path}/Processor/Function.Arn>`,
        ]),
        ...['<GuardQueue/Queue.Arn>', '<Module-call-flow/Queue.Arn>', '<Hydration/Queue.Arn>'].flatMap(
          (queue) => [
            `sqs:DeleteMessage on ${queue}`,
            `sqs:GetQueueAttributes on ${queue}`,
            `sqs:ReceiveMessage on ${queue}`,
          ],
        ),
      ],
    ],
    [
      'Governor',
      [
        ...ownPermissions('Governor'),
        ...['apigateway:GET', 'apigateway:PATCH'].map(
          (action) =>
            `${action} on arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis/<Webhook/Api>/stages/<Webhook/Api/DeploymentStage.prod>`,
        ),
        ...['Errors', 'Slow', 'ClaimsThrottled', 'IngestThrottled-genesys', 'Backlog'].map(
          (name) => `cloudwatch:DescribeAlarms on ${alarmArn(name)}`,
        ),
        'dynamodb:GetItem on <Control/Table.Arn>',
        'dynamodb:PutItem on <Control/Table.Arn>',
      ],
    ],
    [
      'Rotation',
      [
        ...ownPermissions('Rotation'),
        'secretsmanager:DescribeSecret on <Source-genesys/Secret>',
        'secretsmanager:GetSecretValue on <Source-genesys/Secret>',
        'secretsmanager:PutSecretValue on <Source-genesys/Secret>',
        'secretsmanager:UpdateSecretVersionStage on <Source-genesys/Secret>',
      ],
    ],
    ['State', [...ownPermissions('State'), 'dynamodb:GetItem on <Entities/Table.Arn>']],
  ])('of %s are these and no others', (path, permissions) => {
    expect(permissionsOf(path)).toEqual(permissions.toSorted());
  });

  it('are allowed to these roles only', () => {
    const roles = permissionsIn(synthesized).map((permission) => permission.replace(/: Allow .+$/, ''));

    expect([...new Set(roles)].toSorted()).toEqual([
      '<EventBusIngest/Role>',
      '<Governor/Role>',
      '<Guard/Role>',
      '<Hydration/Processor/Role>',
      '<Ingest/Role>',
      '<Module-agent-presence/Processor/Role>',
      '<Module-audit-trail/Processor/Role>',
      '<Module-call-flow/Processor/Role>',
      '<Release/Role>',
      '<Rotation/Role>',
      '<State/Role>',
    ]);
  });

  it('come from no managed policy and no inline policy, but for API Gateway, which asks for one of AWS', () => {
    const roles = [...synthesized.all('AWS::IAM::Role')].map(([path, { Properties }]) => [
      path,
      synthesized.readable(Properties['ManagedPolicyArns']),
      Properties['Policies'],
    ]);

    expect(roles).toEqual([
      ['Module-agent-presence/Processor/Role', undefined, undefined],
      ['Module-call-flow/Processor/Role', undefined, undefined],
      ['Module-audit-trail/Processor/Role', undefined, undefined],
      ['Hydration/Processor/Role', undefined, undefined],
      ['Guard/Role', undefined, undefined],
      ['Release/Role', undefined, undefined],
      ['Ingest/Role', undefined, undefined],
      ['EventBusIngest/Role', undefined, undefined],
      [
        'Webhook/Api/CloudWatchRole',
        ['arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
        undefined,
      ],
      ['Rotation/Role', undefined, undefined],
      ['State/Role', undefined, undefined],
      ['Governor/Role', undefined, undefined],
    ]);
  });

  it('let each function be invoked by its own route, rule, alarms or secrets only', () => {
    const permissions = [...synthesized.all('AWS::Lambda::Permission').values()];
    const onApi =
      'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Webhook/Api>/<Webhook/Api/DeploymentStage.prod>';

    expect(permissions.map(({ Properties }) => synthesized.readable(Properties))).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Rotation/Function.Arn>',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: '<AWS::AccountId>',
        SourceArn: '<Source-genesys/Secret>',
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Guard/Function.Arn>',
        Principal: 'events.amazonaws.com',
        SourceArn: '<Guard/EachMinute.Arn>',
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Release/Function.Arn>',
        Principal: 'events.amazonaws.com',
        SourceArn: '<Release/EachMinute-call-flow.Arn>',
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<EventBusIngest/Function.Arn>',
        Principal: 'events.amazonaws.com',
        SourceArn: '<EventBusIngest/Bus-genesys/Rule.Arn>',
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Ingest/Function.Arn>',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `${onApi}/*/webhook/*`,
      },
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<State/Function.Arn>',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `${onApi}/GET/state/*/*`,
      },
      ...['Errors', 'Slow', 'ClaimsThrottled', 'IngestThrottled-genesys', 'Backlog'].map((name) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Governor/Function.Arn>',
        Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
        SourceAccount: '<AWS::AccountId>',
        SourceArn: `<IngestHealth/${name}.Arn>`,
      })),
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Governor/Function.Arn>',
        Principal: 'events.amazonaws.com',
        SourceArn: '<Governor/EachMinute.Arn>',
      },
    ]);
  });
});
