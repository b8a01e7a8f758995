import { permissionsIn } from './permissions-in';
import { synthesizeStage } from './synthesized';

describe('the permissions of the deployed stack', () => {
  const synthesized = synthesizeStage('prod');

  it('are these and no others', () => {
    const ingest = '<Ingest/Role>: Allow';
    const processor = '<Module-agent-presence/Processor/Role>: Allow';
    expect(permissionsIn(synthesized)).toEqual([
      `${ingest} dynamodb:PutItem on <Claims/Table.Arn>`,
      `${ingest} logs:CreateLogStream on <Ingest/Logs.Arn>`,
      `${ingest} logs:PutLogEvents on <Ingest/Logs.Arn>`,
      `${ingest} secretsmanager:GetSecretValue on <Source-genesys/Secret>`,
      `${ingest} sqs:SendMessage on <Module-agent-presence/Queue.Arn>`,
      `${ingest} sqs:SendMessage on <Quarantine/Queue.Arn>`,
      `${ingest} xray:PutTelemetryRecords on *`,
      `${ingest} xray:PutTraceSegments on *`,
      `${processor} dynamodb:UpdateItem on <Claims/Table.Arn>`,
      `${processor} dynamodb:UpdateItem on <Entities/Table.Arn>`,
      `${processor} logs:CreateLogStream on <Module-agent-presence/Processor/Logs.Arn>`,
      `${processor} logs:PutLogEvents on <Module-agent-presence/Processor/Logs.Arn>`,
      `${processor} sqs:ChangeMessageVisibility on <Module-agent-presence/Queue.Arn>`,
      `${processor} sqs:DeleteMessage on <Module-agent-presence/Queue.Arn>`,
      `${processor} sqs:GetQueueAttributes on <Module-agent-presence/Queue.Arn>`,
      `${processor} sqs:ReceiveMessage on <Module-agent-presence/Queue.Arn>`,
      `${processor} sqs:SendMessage on <Module-agent-presence/DeadLetterQueue.Arn>`,
      `${processor} xray:PutTelemetryRecords on *`,
      `${processor} xray:PutTraceSegments on *`,
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
      ['Ingest/Role', undefined, undefined],
      [
        'Webhook/Api/CloudWatchRole',
        ['arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
        undefined,
      ],
    ]);
  });

  it('let API Gateway invoke ingest on the webhook route of this API only', () => {
    const permissions = [...synthesized.all('AWS::Lambda::Permission').values()];

    expect(permissions.map(({ Properties }) => synthesized.readable(Properties))).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: '<Ingest/Function.Arn>',
        Principal: 'apigateway.amazonaws.com',
        SourceArn:
          'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Webhook/Api>/<Webhook/Api/DeploymentStage.prod>/*/webhook/*',
      },
    ]);
  });
});
