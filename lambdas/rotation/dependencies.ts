import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { FetchWebhookSender } from '../adapters/fetch-webhook-sender';
import { PowertoolsLog } from '../adapters/powertools-log';
import { SecretsManagerRotation } from '../adapters/secrets-manager-rotation';
import { systemClock } from '../adapters/system-clock';
import { systemRandomness } from '../adapters/system-randomness';
import { systemSecretGenerator } from '../adapters/system-secret-generator';
import { systemTimer } from '../adapters/system-timer';
import type { RotationDependencies } from './ports';

/** Nobody waits for a rotation, and every step can be repeated. */
const patientConfiguration = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;

/** The rotation's ports on AWS. */
export const createDependencies = (): RotationDependencies => ({
  clock: systemClock,
  timer: systemTimer,
  randomness: systemRandomness,
  log: new PowertoolsLog(),
  secrets: new SecretsManagerRotation(new SecretsManagerClient(patientConfiguration)),
  generator: systemSecretGenerator,
  sender: new FetchWebhookSender(),
});
