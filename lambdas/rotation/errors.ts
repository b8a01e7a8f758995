/** Why a step of a rotation did not do its work. */
export type RefusalReason =
  | 'UNKNOWN_SECRET'
  | 'NOT_ENABLED'
  | 'NOT_PENDING'
  | 'NO_CURRENT'
  | 'NO_VALUE'
  | 'IN_OVERLAP'
  | 'NOT_SETTLED'
  | 'CHECK_FAILED';

/**
 * A step cannot or must not do its work. Secrets Manager ends the rotation with it; the current secret stays what it
 * is. The message names versions, which are no secrets, and no value.
 */
export class RotationRefusedError extends Error {
  override readonly name = 'RotationRefusedError';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The function was invoked with what Secrets Manager does not send. */
export class UnknownInvocationError extends Error {
  override readonly name = 'UnknownInvocationError';

  constructor(problems: readonly string[]) {
    super(
      'The function takes what Secrets Manager sends: {"Step":"createSecret","SecretId":"arn:…",' +
        `"ClientRequestToken":"…"}. Start a rotation with aws secretsmanager rotate-secret. ${problems.join('; ')}`,
    );
  }
}
