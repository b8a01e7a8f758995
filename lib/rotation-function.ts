import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { environment, sourceUrlVariable } from '../lambdas/contract/environment';
import { rotationSettleSeconds } from '../lambdas/contract/limits';
import { NodeFunction, type FunctionDefaults } from './node-function';
import { RunbookAlarm } from './runbook-alarm';
import type { SecretRotation, SourceSecret } from './source-secret';
import type { WebhookApi } from './webhook-api';

export interface RotationFunctionProps {
  readonly defaults: FunctionDefaults;
  /** The secrets that it rotates. At least one. */
  readonly secrets: readonly SourceSecret[];
  /** Where it tries a new secret before that becomes the current one. */
  readonly api: WebhookApi;
  /** How long the previous secret of a source is accepted beside the current one. */
  readonly secretOverlap: Duration;
  readonly rotation: SecretRotation;
  readonly alarmTopic: ITopic | undefined;
}

/** Rotates the sources' signing secrets, one function for all. Secrets Manager runs it, once for each step. */
export class RotationFunction extends NodeFunction {
  readonly errorAlarm: RunbookAlarm;

  constructor(scope: Construct, id: string, props: RotationFunctionProps) {
    super(scope, id, {
      defaults: props.defaults,
      entry: 'rotation/handler.ts',
      description: "Switchboard rotation: makes, tries and puts into force sources' signing secrets.",
      serviceName: 'rotation',
      // The longest step waits for `rotationSettleSeconds`; the others are done within 45 seconds at the worst.
      timeout: Duration.seconds(rotationSettleSeconds + 55),
      memoryMiB: 256,
      environment: {
        [environment.sources]: JSON.stringify(props.secrets.map(({ source }) => source)),
        [environment.secretOverlapHours]: String(props.secretOverlap.toHours()),
        [environment.rotationSettleSeconds]: String(rotationSettleSeconds),
        ...urlsOf(props),
      },
      noDeadLetterQueueBecause:
        'Holds for asynchronous invocations. Secrets Manager waits for each step, and repeats a rotation that failed.',
    });
    for (const secret of props.secrets) {
      secret.grantRotate(this);
      secret.rotateWith({ ...props.rotation, fn: this, after: [props.api] });
    }
    this.errorAlarm = new RunbookAlarm(this, 'ErrorAlarm', {
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      meaning: 'A step of a rotation failed; the secret in force stays in force.',
      runbook: 'rotation-fails',
      topic: props.alarmTopic,
    });
  }
}

const urlsOf = ({ secrets, api }: RotationFunctionProps): Record<string, string> =>
  Object.fromEntries(secrets.map(({ source: { name } }) => [sourceUrlVariable(name), api.sourceUrl(name)]));
