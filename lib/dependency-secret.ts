import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { dependencyVariables } from '../lambdas/contract/environment';
import type { Dependency } from './dependency-url';
import type { NodeFunction } from './node-function';
import { removalPolicyFor } from './removal-policy';

export interface DependencySecretProps {
  /** Name of the dependency, such as `crm`. */
  readonly dependency: string;
  readonly endpoint: Dependency;
  /** Whether the stack leaves the secret behind. */
  readonly deletionProtection: boolean;
}

/**
 * The credentials with which modules call a dependency, `{"clientId": …, "clientSecret": …}`. What is generated at
 * first only has the right shape: an operator puts the dependency's own in its place. No template, output or log ever
 * shows it.
 */
export class DependencySecret extends Construct {
  readonly secret: secretsmanager.Secret;
  readonly #props: DependencySecretProps;

  constructor(scope: Construct, id: string, props: DependencySecretProps) {
    super(scope, id);
    this.#props = props;
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: `Switchboard as a client of ${props.dependency}: clientId and clientSecret, generated. Replace both by those that ${props.dependency} has issued.`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ clientId: 'switchboard' }),
        generateStringKey: 'clientSecret',
        passwordLength: 64,
        excludePunctuation: true,
        includeSpace: false,
      },
      removalPolicy: removalPolicyFor(props.deletionProtection),
    });
    acknowledgeFinding(
      this.secret,
      'AwsSolutions-SMG4',
      'The dependency issues these credentials and has no common interface for changing them, so a person rotates them.',
    );
  }

  /** The function may read the credentials and learns where the dependency is. */
  grantCall(fn: NodeFunction): void {
    const { dependency, endpoint } = this.#props;
    const variables = dependencyVariables(dependency);
    fn.allow({
      actions: ['secretsmanager:GetSecretValue'],
      resourceArn: this.secret.secretArn,
      variables: {
        [variables.url]: endpoint.url,
        [variables.tokenUrl]: endpoint.tokenUrl,
        [variables.secretId]: this.secret.secretArn,
      },
    });
  }
}
