import type { SigningSecrets } from '../../../lambdas/core/signature';
import type { Surroundings } from '../surroundings';
import { CannotCheckError } from './errors';

/** Where the secret is. It is never an argument: those stand in the shell's history and in the list of processes. */
export interface SecretOptions {
  /** Name of an environment variable. */
  readonly secretEnv?: string;
  /** Name or ARN of a secret in Secrets Manager. */
  readonly secretId?: string;
  readonly secretStdin?: true;
}

/**
 * The secrets to sign with; `undefined` when no option says where they are.
 *
 * @throws {CannotCheckError} when they cannot be had there. No message holds anything of them.
 */
export const readSecrets = async (
  { secretEnv, secretId, secretStdin }: SecretOptions,
  { env, readStdin }: Pick<Surroundings, 'env' | 'readStdin'>,
): Promise<SigningSecrets | undefined> => {
  if ([secretEnv, secretId, secretStdin].filter((option) => option !== undefined).length > 1) {
    throw new CannotCheckError('Give one of --secret-env, --secret-id and --secret-stdin, not several.');
  }
  if (secretEnv !== undefined)
    return filled(env[secretEnv], `The environment variable ${secretEnv} is not set.`);
  if (secretId !== undefined) return fetchSecrets(secretId, env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']);
  // What `echo` adds, and no more: a secret may end with a space.
  if (secretStdin)
    return filled((await readStdin()).replace(/\r?\n$/, ''), 'Nothing came from standard input.');
  return undefined;
};

const filled = (current: string | undefined, problem: string): SigningSecrets => {
  if (current === undefined || current === '') throw new CannotCheckError(problem);
  return { current };
};

/** With the credentials of the environment; without a region, the profile's. Without a version of a stage, there is none. */
const fetchSecrets = async (secretId: string, region: string | undefined): Promise<SigningSecrets> => {
  const { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } =
    await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ maxAttempts: 2, ...(region && { region }) });
  const read = async (stage: string): Promise<string | undefined> => {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
      return (await client.send(command)).SecretString;
    } catch (error) {
      if (stage !== 'AWSCURRENT' && error instanceof ResourceNotFoundException) return undefined;
      throw new CannotCheckError(
        `The secret ${secretId} cannot be read: ${error instanceof Error ? error.name : 'unknown error'}. It takes secretsmanager:GetSecretValue, and the region and credentials of the secret's account.`,
      );
    }
  };
  const [current, previous, pending] = await Promise.all(
    ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'].map(read),
  );
  client.destroy();
  return {
    ...filled(current, `The secret ${secretId} has no current text.`),
    ...(previous && { previous }),
    ...(pending && { pending }),
  };
};
