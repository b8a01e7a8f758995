import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { sourceSecretIdVariable } from '../lambdas/contract/environment';
import type { WebhookSource } from '../lambdas/contract/source-definition';
import type { NodeFunction } from './node-function';
import { removalPolicyFor } from './removal-policy';

export interface SourceSecretProps {
  readonly source: WebhookSource;
  /** Whether the stack leaves the secret behind. */
  readonly deletionProtection: boolean;
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
      // Letters and digits only: no form, shell or file mangles them on the way to the sender.
      generateSecretString: { passwordLength: 64, excludePunctuation: true, includeSpace: false },
      removalPolicy: removalPolicyFor(deletionProtection),
    });
    acknowledgeFinding(
      this.secret,
      'AwsSolutions-SMG4',
      'The sender holds the same value and has no interface for changing it, so a person rotates both; current and previous value are accepted meanwhile.',
    );
  }

  /** The function may read the secret's versions and learns its ARN. */
  grantRead(fn: NodeFunction): void {
    fn.allow({
      actions: ['secretsmanager:GetSecretValue'],
      resourceArn: this.secret.secretArn,
      variables: { [sourceSecretIdVariable(this.source.name)]: this.secret.secretArn },
    });
  }
}
