import * as path from 'node:path';
import { AssetHashType, DockerImage, type Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding';
import { endpointVariables } from '../lambdas/contract/environment';
import { metricsNamespace } from '../lambdas/contract/metrics';
import { bundleFunction } from './bundle-function';
import { removalPolicyFor } from './removal-policy';

const lambdasFolder = path.join(__dirname, '..', 'lambdas');

/** What all functions of a Switchboard have in common. */
export interface FunctionDefaults {
  readonly architecture: lambda.Architecture;
  readonly logRetention: logs.RetentionDays;
  /** Whether the logs outlive the stack. */
  readonly retainLogs: boolean;
  readonly logLevel: string;
  readonly tracing: boolean;
  /** Whether the variables that point the AWS SDK at a local server are declared (empty: the real service). */
  readonly endpointOverrides: boolean;
}

export interface NodeFunctionProps {
  readonly defaults: FunctionDefaults;
  /** The file that exports `handler`, relative to `lambdas/`. */
  readonly entry: string;
  readonly description: string;
  /** Name of the service in logs and metrics. */
  readonly serviceName: string;
  readonly timeout: Duration;
  readonly memoryMiB: number;
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Why failed asynchronous invocations are kept nowhere.
   * @default there are none: whatever invokes the function waits for its answer
   */
  readonly noDeadLetterQueueBecause?: string;
}

/** A permission together with the variables that tell the function what it is for. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resourceArn: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A function on Node.js with its own role, log group and bundle. It may do nothing that `allow` did not name. */
export class NodeFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.defaults.logRetention,
      removalPolicy: removalPolicyFor(props.defaults.retainLogs),
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Execution role of ${this.node.path}`,
    });
    this.#allowLogs();
    this.function = this.#function(props);
    acknowledgeFinding(
      this.function,
      'Serverless-LambdaDLQ',
      props.noDeadLetterQueueBecause ??
        'Holds for asynchronous invocations. API Gateway and event source mappings invoke it synchronously.',
    );
    if (props.defaults.tracing) acknowledgeTracing(this.role);
  }

  /** Permits the actions on one resource and sets the variables that name it, so that neither goes without the other. */
  allow({ actions, resourceArn, variables }: Permission): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resourceArn] }));
    for (const [name, value] of Object.entries(variables)) this.function.addEnvironment(name, value);
  }

  #function(props: NodeFunctionProps): lambda.Function {
    const bundle = bundleOf(props.entry);
    try {
      return this.#functionOf(props, bundle.code);
    } catch (error) {
      // CDK wraps the bundler's error in one of its own, without its cause.
      throw bundle.failure() ?? error;
    }
  }

  #functionOf(props: NodeFunctionProps, code: lambda.Code): lambda.Function {
    return new lambda.Function(this, 'Function', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: props.defaults.architecture,
      handler: 'index.handler',
      code,
      role: this.role,
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      tracing: props.defaults.tracing ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      logGroup: this.logGroup,
      // Powertools writes its lines straight to standard output, where Lambda leaves JSON as it is. With this
      // format the runtime's and the platform's own lines are JSON too: each line of the group is one object.
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: environmentOf(props),
    });
  }

  #allowLogs(): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
  }
}

const environmentOf = ({
  defaults,
  serviceName,
  environment,
}: NodeFunctionProps): Record<string, string> => ({
  POWERTOOLS_SERVICE_NAME: serviceName,
  POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
  POWERTOOLS_LOG_LEVEL: defaults.logLevel,
  ...(defaults.endpointOverrides && Object.fromEntries(endpointVariables.map((name) => [name, '']))),
  ...environment,
});

interface Bundle {
  readonly code: lambda.Code;
  /** Why it could not be bundled. */
  readonly failure: () => unknown;
}

/** The bundle as an asset. Bundled in this process, at synth; Docker is never asked. */
function bundleOf(entry: string): Bundle {
  const entryFile = path.join(lambdasFolder, entry);
  let failure: unknown;
  const code = lambda.Code.fromAsset(lambdasFolder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'),
      // Part of the key under which CDK remembers an asset. Functions of one folder would share a bundle without.
      command: [entry],
      local: {
        tryBundle(outputDir: string): boolean {
          try {
            bundleFunction(entryFile, outputDir);
          } catch (error) {
            failure = error;
            throw error;
          }
          return true;
        },
      },
    },
  });
  return { code, failure: () => failure };
}

function acknowledgeTracing(role: iam.Role): void {
  acknowledgeFinding(
    role.node.findChild('DefaultPolicy'),
    'AwsSolutions-IAM5[Resource::*]',
    'xray:PutTraceSegments and xray:PutTelemetryRecords take no resource. Nothing else here has a wildcard.',
  );
}
