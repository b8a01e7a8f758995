import type * as z from 'zod';
import { requestSchemas } from './requests';
import type { SecretStore } from './secret-store';
import { SecretsError } from './secrets-error';

/** Runs `operation` (`GetSecretValue`) with a request from outside and gives its answer, both as JSON values. */
export type Dispatch = (operation: string, request: unknown) => object;

/** @throws {SecretsError} for an unknown operation, a request its schema refuses, and what the store refuses */
export function createDispatch(store: SecretStore): Dispatch {
  const operations = operationsOf(store);
  return (name, request) => {
    const operation = operations.get(name);
    if (operation) return operation(request);
    throw new SecretsError(
      'UnknownOperationException',
      `The local Secrets Manager has no operation ${name}. It has ${[...operations.keys()].join(', ')}.`,
    );
  };
}

type CheckedOperation = (request: unknown) => object;

function operationsOf(store: SecretStore): ReadonlyMap<string, CheckedOperation> {
  const schemas = requestSchemas;
  return new Map([
    ['CreateSecret', checked(schemas.CreateSecret, (request) => store.createSecret(request))],
    ['GetSecretValue', checked(schemas.GetSecretValue, (request) => store.getSecretValue(request))],
    ['PutSecretValue', checked(schemas.PutSecretValue, (request) => store.putSecretValue(request))],
    [
      'UpdateSecretVersionStage',
      checked(schemas.UpdateSecretVersionStage, (request) => store.updateSecretVersionStage(request)),
    ],
    ['RotateSecret', checked(schemas.RotateSecret, (request) => store.rotateSecret(request))],
    [
      'CancelRotateSecret',
      checked(schemas.CancelRotateSecret, (request) => store.cancelRotateSecret(request)),
    ],
    ['DescribeSecret', checked(schemas.DescribeSecret, (request) => store.describeSecret(request))],
    ['ListSecrets', checked(schemas.ListSecrets, () => store.listSecrets())],
  ]);
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  run: (request: z.output<Schema>) => object,
): CheckedOperation {
  return (request) => {
    const parsed = schema.safeParse(request);
    if (parsed.success) return run(parsed.data);
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new SecretsError('InvalidParameterException', `Invalid parameters. ${problems.join('; ')}`);
  };
}
