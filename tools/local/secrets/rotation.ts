import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { currentStage, pendingStage, type Secret } from './secret';
import { SecretsError } from './secrets-error';

/** The steps of a rotation, in the order in which Secrets Manager runs them. */
export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof rotationSteps)[number];

/** What Secrets Manager hands to a rotation function. */
export interface RotationEvent {
  readonly Step: RotationStep;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** Runs a step by the function of an ARN. @returns whether it succeeded; does not reject */
export type RunRotationStep = (functionArn: string, event: RotationEvent) => Promise<boolean>;

export interface RotationRequest {
  /** Id of the new version. */
  readonly token: string;
  readonly RotationLambdaARN?: string | undefined;
  readonly RotationRules?: Readonly<Record<string, unknown>> | undefined;
  readonly RotateImmediately: boolean;
}

export interface RotationMeans {
  readonly clock: Clock;
  readonly runStep: RunRotationStep;
}

/**
 * Begins a rotation and returns: the version gets its label, which has no value yet, and the function is run once for
 * each step, until one fails. AWS begins a rotation that failed anew by itself; here that is left to whoever asks.
 *
 * With `RotateImmediately` off nothing is rotated. As AWS does then, the function is put to the test with the step
 * `testSecret` and a pending version that is gone afterwards; that it has the current value is this server's choice.
 *
 * @throws {SecretsError} with AWS's own conditions
 */
export function beginRotation(secret: Secret, request: RotationRequest, means: RotationMeans): void {
  const functionArn = configure(secret, request);
  if (secret.isRotating) {
    const message = "A previous rotation isn't complete. That rotation will be reattempted.";
    throw new SecretsError('InvalidRequestException', message);
  }
  if (!request.RotateImmediately) return void tryFunction(secret, functionArn, means);
  // A token that comes again has been rotated to already.
  if (secret.version(request.token)) return;
  secret.add({ id: request.token, createdMs: means.clock.now() }, [pendingStage]);
  void runSteps(secret, { functionArn, token: request.token }, means);
}

function configure(secret: Secret, request: RotationRequest): string {
  const { RotationLambdaARN: givenArn, RotationRules: givenRules } = request;
  const functionArn = givenArn ?? (secret.rotation?.enabled ? secret.rotation.functionArn : undefined);
  if (functionArn === undefined) {
    const message = 'No Lambda rotation function ARN is associated with this secret.';
    throw new SecretsError('InvalidRequestException', message);
  }
  secret.rotation = { functionArn, rules: givenRules ?? secret.rotation?.rules, enabled: true };
  return functionArn;
}

async function runSteps(
  secret: Secret,
  { functionArn, token }: { readonly functionArn: string; readonly token: string },
  { clock, runStep }: RotationMeans,
): Promise<void> {
  for (const step of rotationSteps) {
    const event = { Step: step, SecretId: secret.arn, ClientRequestToken: token };
    if (!(await runStep(functionArn, event))) return;
  }
  secret.rotatedMs = clock.now();
}

async function tryFunction(
  secret: Secret,
  functionArn: string,
  { clock, runStep }: RotationMeans,
): Promise<void> {
  const token = randomUUID();
  const value = secret.versionAt(currentStage)?.value;
  secret.add({ id: token, value, createdMs: clock.now() }, [pendingStage]);
  await runStep(functionArn, { Step: 'testSecret', SecretId: secret.arn, ClientRequestToken: token });
  if (secret.stagesOf(token).includes(pendingStage)) secret.move(pendingStage, { from: token });
}
