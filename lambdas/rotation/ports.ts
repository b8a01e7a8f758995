import type { Clock, Log, Randomness, Timer } from '../core/ports';
import type { SecretVersion } from '../core/secret-versions';

/** A secret's labels, all read at one moment. */
export interface SecretState {
  readonly isRotationEnabled: boolean;
  /** Ids of the versions that carry AWSCURRENT, AWSPREVIOUS and AWSPENDING. */
  readonly currentId?: string;
  readonly previousId?: string;
  readonly pendingId?: string;
}

/** Secrets Manager, for one secret at a time. */
export interface RotatedSecrets {
  state(secretId: string): Promise<SecretState>;
  /** A version with its value; `undefined` while it has none. */
  version(secretId: string, versionId: string): Promise<SecretVersion | undefined>;
  /** Gives a version its value and AWSPENDING. A version that has a value already keeps it. */
  putPending(secretId: string, versionId: string, value: string): Promise<void>;
  /** Moves AWSCURRENT; AWSPREVIOUS goes to where it was. */
  makeCurrent(secretId: string, move: { readonly from: string; readonly to: string }): Promise<void>;
  /** Takes AWSPENDING off a version, so that another rotation can begin. */
  dropPending(secretId: string, versionId: string): Promise<void>;
}

export interface SecretGenerator {
  /** Letters and digits, each as likely as any other. */
  lettersAndDigits(length: number): string;
  /** Random bytes in base64. */
  base64(byteLength: number): string;
}

export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WebhookSender {
  /** Posts as the source does. @returns the status of the answer. Rejects when there is none. */
  post(request: SignedRequest): Promise<number>;
}

export interface RotationDependencies {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly secrets: RotatedSecrets;
  readonly generator: SecretGenerator;
  readonly sender: WebhookSender;
}
