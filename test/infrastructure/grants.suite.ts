import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ClaimsTable } from '../../lib/claims-table';
import { ControlTable } from '../../lib/control-table';
import { DependencySecret } from '../../lib/dependency-secret';
import { EntitiesTable } from '../../lib/entities-table';
import { GuardQueue } from '../../lib/guard-queue';
import { IdempotencyTable } from '../../lib/idempotency-table';
import { ModulePipeline } from '../../lib/module-pipeline';
import { NodeFunction, type FunctionDefaults } from '../../lib/node-function';
import { QuarantineQueue } from '../../lib/quarantine-queue';
import { SourceSecret } from '../../lib/source-secret';
import { emptyStack, minimalProps, synthesize } from './synthesized';
import { permissionsIn } from './permissions-in';

describe('a grant', () => {
  const defaults: FunctionDefaults = {
    architecture: lambda.Architecture.ARM_64,
    logRetention: RetentionDays.ONE_DAY,
    retainLogs: false,
    logLevel: 'INFO',
    tracing: false,
    endpointOverrides: false,
  };
  const shared = { deletionProtection: false, alarmTopic: undefined };
  const source = minimalProps.sources[0];
  const manifest = minimalProps.modules[0];

  const idempotencyIn = (scope: Construct): IdempotencyTable =>
    new IdempotencyTable(scope, 'Idempotency', { ...shared, retention: Duration.hours(48) });

  interface Grant {
    readonly name: string;
    readonly give: (scope: Construct, fn: NodeFunction) => void;
    readonly permissions: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
  }
  const grants: readonly Grant[] = [
    {
      name: 'to claim',
      give: (scope, fn) => new ClaimsTable(scope, 'Claims', shared).grantClaim(fn),
      permissions: ['dynamodb:PutItem on <Claims/Table.Arn>'],
      variables: { CLAIMS_TABLE: '<Claims/Table>' },
    },
    {
      name: 'to mark outcomes',
      give: (scope, fn) => new ClaimsTable(scope, 'Claims', shared).grantMarkOutcome(fn),
      permissions: ['dynamodb:UpdateItem on <Claims/Table.Arn>'],
      variables: { CLAIMS_TABLE: '<Claims/Table>' },
    },
    {
      name: 'to look up outcomes',
      give: (scope, fn) => new ClaimsTable(scope, 'Claims', shared).grantReadOutcomes(fn),
      permissions: ['dynamodb:GetItem on <Claims/Table.Arn>'],
      variables: { CLAIMS_TABLE: '<Claims/Table>' },
    },
    {
      name: 'to commit snapshots',
      give: (scope, fn) => new EntitiesTable(scope, 'Entities', shared).grantCommitSnapshot(fn),
      permissions: ['dynamodb:UpdateItem on <Entities/Table.Arn>'],
      variables: { ENTITIES_TABLE: '<Entities/Table>' },
    },
    {
      name: 'to keep entities in sequence',
      give: (scope, fn) => new EntitiesTable(scope, 'Entities', shared).grantSequence(fn),
      permissions: [
        'dynamodb:BatchGetItem on <Entities/Table.Arn>',
        'dynamodb:BatchWriteItem on <Entities/Table.Arn>',
        'dynamodb:GetItem on <Entities/Table.Arn>',
        'dynamodb:PutItem on <Entities/Table.Arn>',
      ],
      variables: { ENTITIES_TABLE: '<Entities/Table>' },
    },
    {
      name: 'to ask what is due',
      give: (scope, fn) => new EntitiesTable(scope, 'Entities', shared).grantReadDue(fn),
      permissions: ['dynamodb:Query on <Entities/Table.Arn>/index/due'],
      variables: { ENTITIES_TABLE: '<Entities/Table>' },
    },
    {
      name: 'to read states',
      give: (scope, fn) => new EntitiesTable(scope, 'Entities', shared).grantReadState(fn),
      permissions: ['dynamodb:GetItem on <Entities/Table.Arn>'],
      variables: { ENTITIES_TABLE: '<Entities/Table>' },
    },
    {
      name: 'to do things once',
      give: (scope, fn) => idempotencyIn(scope).grantOnce(fn),
      permissions: [
        'dynamodb:DeleteItem on <Idempotency/Table.Arn>',
        'dynamodb:GetItem on <Idempotency/Table.Arn>',
        'dynamodb:PutItem on <Idempotency/Table.Arn>',
        'dynamodb:UpdateItem on <Idempotency/Table.Arn>',
      ],
      variables: { IDEMPOTENCY_TABLE: '<Idempotency/Table>', CLAIM_RETENTION_HOURS: '48' },
    },
    {
      name: 'to call a dependency',
      give: (scope, fn) =>
        new DependencySecret(scope, 'Dependency', {
          dependency: 'crm',
          endpoint: { url: 'https://crm.example.com', tokenUrl: 'https://login.example.com/token' },
          deletionProtection: false,
        }).grantCall(fn),
      permissions: ['secretsmanager:GetSecretValue on <Dependency/Secret>'],
      variables: {
        DEPENDENCY_URL_CRM: 'https://crm.example.com',
        DEPENDENCY_TOKEN_URL_CRM: 'https://login.example.com/token',
        DEPENDENCY_SECRET_ID_CRM: '<Dependency/Secret>',
      },
    },
    {
      name: 'to change breakers',
      give: (scope, fn) => new ControlTable(scope, 'Control', shared).grantBreakers(fn),
      permissions: ['dynamodb:GetItem on <Control/Table.Arn>', 'dynamodb:PutItem on <Control/Table.Arn>'],
      variables: { CONTROL_TABLE: '<Control/Table>' },
    },
    {
      name: 'to guard modules',
      give: (scope, fn) => new ControlTable(scope, 'Control', shared).grantGuard(fn),
      permissions: [
        'dynamodb:BatchGetItem on <Control/Table.Arn>',
        'dynamodb:DeleteItem on <Control/Table.Arn>',
        'dynamodb:GetItem on <Control/Table.Arn>',
        'dynamodb:PutItem on <Control/Table.Arn>',
      ],
      variables: { CONTROL_TABLE: '<Control/Table>' },
    },
    {
      name: 'to govern the throttle',
      give: (scope, fn) => new ControlTable(scope, 'Control', shared).grantGovern(fn),
      permissions: ['dynamodb:GetItem on <Control/Table.Arn>', 'dynamodb:PutItem on <Control/Table.Arn>'],
      variables: { CONTROL_TABLE: '<Control/Table>' },
    },
    {
      name: 'to wake the guard',
      give: (scope, fn) =>
        new GuardQueue(scope, 'GuardQueue', { guardTimeout: Duration.seconds(60) }).grantSend(fn),
      permissions: ['sqs:SendMessage on <GuardQueue/Queue.Arn>'],
      variables: { GUARD_QUEUE_URL: '<GuardQueue/Queue>' },
    },
    {
      name: 'to quarantine',
      give: (scope, fn) => new QuarantineQueue(scope, 'Quarantine', shared).grantSend(fn),
      permissions: ['sqs:SendMessage on <Quarantine/Queue.Arn>'],
      variables: { QUARANTINE_QUEUE_URL: '<Quarantine/Queue>' },
    },
    {
      name: 'to send to a module',
      give: (scope, fn) =>
        new ModulePipeline(scope, 'Module', {
          ...shared,
          manifest,
          functionDefaults: defaults,
          stores: {
            claims: new ClaimsTable(scope, 'Claims', shared),
            entities: new EntitiesTable(scope, 'Entities', shared),
            idempotency: idempotencyIn(scope),
          },
          dependencySecrets: [],
          breakers: undefined,
        }).grantSend(fn),
      permissions: ['sqs:SendMessage on <Module/Queue.Arn>'],
      variables: { QUEUE_URL_CALL_LOG: '<Module/Queue>' },
    },
    {
      name: 'to read a signing secret',
      give: (scope, fn) =>
        new SourceSecret(scope, 'Source', { source, deletionProtection: false }).grantRead(fn),
      permissions: [
        'secretsmanager:DescribeSecret on <Source/Secret>',
        'secretsmanager:GetSecretValue on <Source/Secret>',
      ],
      variables: { SECRET_ID_GENESYS: '<Source/Secret>' },
    },
    {
      name: 'to rotate a signing secret',
      give: (scope, fn) =>
        new SourceSecret(scope, 'Source', { source, deletionProtection: false }).grantRotate(fn),
      permissions: [
        'secretsmanager:DescribeSecret on <Source/Secret>',
        'secretsmanager:GetSecretValue on <Source/Secret>',
        'secretsmanager:PutSecretValue on <Source/Secret>',
        'secretsmanager:UpdateSecretVersionStage on <Source/Secret>',
      ],
      variables: { SECRET_ID_GENESYS: '<Source/Secret>' },
    },
  ];

  const functionIn = (scope: Construct): NodeFunction =>
    new NodeFunction(scope, 'Guest', {
      defaults,
      entry: 'guest.ts',
      description: 'A function of its own.',
      serviceName: 'guest',
      timeout: Duration.seconds(3),
      memoryMiB: 128,
    });

  const guestPermissions = (stack: Stack): string[] =>
    permissionsIn(synthesize(stack)).filter((permission) => permission.startsWith('<Guest/'));

  it.each(grants)(
    '$name gives these permissions and the variables together',
    ({ give, permissions, variables }) => {
      const stack = emptyStack();
      const scope = new Construct(stack, 'Switchboard');
      const fn = functionIn(scope);

      give(scope, fn);

      const synthesized = synthesize(stack);
      expect(guestPermissions(stack)).toEqual(
        [
          ...permissions.map((permission) => `<Guest/Role>: Allow ${permission}`),
          '<Guest/Role>: Allow logs:CreateLogStream on <Guest/Logs.Arn>',
          '<Guest/Role>: Allow logs:PutLogEvents on <Guest/Logs.Arn>',
        ].toSorted(),
      );
      expect(synthesized.readable(synthesized.get('Guest/Function').Properties['Environment'])).toEqual({
        Variables: {
          POWERTOOLS_SERVICE_NAME: 'guest',
          POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
          POWERTOOLS_LOG_LEVEL: 'INFO',
          ...variables,
        },
      });
    },
  );
});
