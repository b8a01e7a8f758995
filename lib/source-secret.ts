import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { sourceSecretIdVariable } from '../lambdas/contract/environment';
import type { WebhookSource } from '../lambdas/contract/source-definition';
import type { NodeFunction } from './node-function';
import { removalPolicyFor } from './removal-policy';

/** When secrets are rotated by themselves. */
export interface SecretRotation {
  /** Days from one rotation to the next: more than the overlap has, 1000 at most. Absent: an operator says when. */
  readonly everyDays?: number;
}

export interface SourceSecretProps {
  readonly source: WebhookSource;
  /** Whether the stack leaves the secret behind. */
  readonly deletionProtection: boolean;
}

export interface AttachedRotation extends SecretRotation {
  readonly fn: NodeFunction;
  /** What the function needs in order to work. */
  readonly after: readonly IDependable[];
}

/** The key with which a source signs. Its first value is generated; no template, output or log ever shows it. */
export class SourceSecret extends Construct {
  readonly source: WebhookSource;
  readonly secret: secretsmanager.Secret;

  constructor(scope: Construct, id: string, { source, deletionProtection }: SourceSecretProps) {
    super(scope, id);
    this.source = source;
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: `Signing secret of the source ${source.name}. Enter the same value at the sender.`,
      // Letters and digits only: no form, shell or file mangles them on the way to the sender. They are base64 too.
      generateSecretString: { passwordLength: 64, excludePunctuation: true, includeSpace: false },
      removalPolicy: removalPolicyFor(deletionProtection),
    });
  }

  /** The function may read the secret's versions and learns its ARN. */
  grantRead(fn: NodeFunction): void {
    this.#allow(fn, ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
  }

  /** The function may make a new version, move the labels between versions, and learns the secret's ARN. */
  grantRotate(fn: NodeFunction): void {
    this.#allow(fn, [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
  }

  /**
   * Secrets Manager runs the function to rotate this secret. Nothing is rotated by a deployment; as Secrets Manager
   * tries the function out then, all that it needs must be there before.
   */
  rotateWith({ fn, after, everyDays }: AttachedRotation): void {
    const { secretArn } = this.secret;
    const permission = new lambda.CfnPermission(this, 'InvokeRotation', {
      action: 'lambda:InvokeFunction',
      functionName: fn.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: secretArn,
    });
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      secretId: secretArn,
      rotationLambdaArn: fn.function.functionArn,
      rotateImmediatelyOnUpdate: false,
      ...(everyDays !== undefined && { rotationRules: { automaticallyAfterDays: everyDays } }),
    });
    schedule.node.addDependency(permission, fn.role, ...after);
    if (everyDays === undefined) this.#acknowledgeNoSchedule();
  }

  #allow(fn: NodeFunction, actions: readonly string[]): void {
    const { secretArn: resourceArn } = this.secret;
    fn.allow({
      actions,
      resourceArn,
      variables: { [sourceSecretIdVariable(this.source.name)]: resourceArn },
    });
  }

  #acknowledgeNoSchedule(): void {
    acknowledgeFinding(
      this.secret,
      'AwsSolutions-SMG4',
      'A function rotates it when an operator asks for that, and not by itself: the sender holds the same value and has no interface for changing it, so somebody must enter the new one there within the overlap.',
    );
  }
}
