import * as z from 'zod/mini';
import { UnknownInvocationError } from './errors';

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof rotationSteps)[number];

export interface RotationEvent {
  readonly step: RotationStep;
  /** The secret's ARN. */
  readonly secretId: string;
  /** Id of the version that is to become the current one. */
  readonly versionId: string;
}

const schema = z.object({
  Step: z.enum(rotationSteps),
  SecretId: z.string().check(z.minLength(1)),
  ClientRequestToken: z.string().check(z.minLength(1)),
});

/**
 * Reads what Secrets Manager hands to a rotation function. Source: Secrets Manager user guide, "Rotation by Lambda
 * function".
 *
 * @throws {UnknownInvocationError}
 */
export const readRotationEvent = (event: unknown): RotationEvent => {
  const parsed = schema.safeParse(event);
  if (parsed.success) {
    const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = parsed.data;
    return { step, secretId, versionId };
  }
  throw new UnknownInvocationError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
};
