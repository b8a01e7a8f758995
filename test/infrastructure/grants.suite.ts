import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ClaimsTable } from '../../lib/claims-table';
import { EntitiesTable } from '../../lib/entities-table';
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

  interface Grant {
    readonly name: string;
    readonly give: (scope: Construct, fn: NodeFunction) => void;
    readonly permission: string;
    readonly variable: Readonly<Record<string, string>>;
  }
  const grants: readonly Grant[] = [
    {
      name: 'to claim',
      give: (scope, fn) => new ClaimsTable(scope, 'Claims', shared).grantClaim(fn),
      permission: 'dynamodb:PutItem on <Claims/Table.Arn>',
      variable: { CLAIMS_TABLE: '<Claims/Table>' },
    },
    {
      name: 'to mark outcomes',
      give: (scope, fn) => new ClaimsTable(scope, 'Claims', shared).grantMarkOutcome(fn),
      permission: 'dynamodb:UpdateItem on <Claims/Table.Arn>',
      variable: { CLAIMS_TABLE: '<Claims/Table>' },
    },
    {
      name: 'to commit entities',
      give: (scope, fn) => new EntitiesTable(scope, 'Entities', shared).grantCommit(fn),
      permission: 'dynamodb:UpdateItem on <Entities/Table.Arn>',
      variable: { ENTITIES_TABLE: '<Entities/Table>' },
    },
    {
      name: 'to quarantine',
      give: (scope, fn) => new QuarantineQueue(scope, 'Quarantine', shared).grantSend(fn),
      permission: 'sqs:SendMessage on <Quarantine/Queue.Arn>',
      variable: { QUARANTINE_QUEUE_URL: '<Quarantine/Queue>' },
    },
    {
      name: 'to send to a module',
      give: (scope, fn) =>
        new ModulePipeline(scope, 'Module', { ...shared, manifest, functionDefaults: defaults }).grantSend(
          fn,
        ),
      permission: 'sqs:SendMessage on <Module/Queue.Arn>',
      variable: { QUEUE_URL_CALL_LOG: '<Module/Queue>' },
    },
    {
      name: 'to read a signing secret',
      give: (scope, fn) =>
        new SourceSecret(scope, 'Source', { source, deletionProtection: false }).grantRead(fn),
      permission: 'secretsmanager:GetSecretValue on <Source/Secret>',
      variable: { SECRET_ID_GENESYS: '<Source/Secret>' },
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
    '$name gives the permission and the variable together',
    ({ give, permission, variable }) => {
      const stack = emptyStack();
      const scope = new Construct(stack, 'Switchboard');
      const fn = functionIn(scope);

      give(scope, fn);

      const synthesized = synthesize(stack);
      expect(guestPermissions(stack)).toEqual(
        [
          `<Guest/Role>: Allow ${permission}`,
          '<Guest/Role>: Allow logs:CreateLogStream on <Guest/Logs.Arn>',
          '<Guest/Role>: Allow logs:PutLogEvents on <Guest/Logs.Arn>',
        ].toSorted(),
      );
      expect(synthesized.readable(synthesized.get('Guest/Function').Properties['Environment'])).toEqual({
        Variables: {
          POWERTOOLS_SERVICE_NAME: 'guest',
          POWERTOOLS_METRICS_NAMESPACE: 'Switchboard',
          POWERTOOLS_LOG_LEVEL: 'INFO',
          ...variable,
        },
      });
    },
  );
});
