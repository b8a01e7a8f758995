import type { FunctionDefinition } from '../../model';

const integrationUri = /:lambda:path\/[^/]+\/functions\/(?<arn>arn:[^/]+)\/invocations$/;

/** The function of a name or an ARN, each with or without a version or alias behind it. */
export function functionNamed(
  nameOrArn: string,
  functions: readonly FunctionDefinition[],
): FunctionDefinition | undefined {
  const qualified = (id: string): boolean => nameOrArn === id || nameOrArn.startsWith(`${id}:`);
  return functions.find(({ name, arn }) => qualified(arn) || qualified(name));
}

/** The function that an integration of API Gateway calls. */
export function functionOfIntegration(
  uri: string,
  functions: readonly FunctionDefinition[],
): FunctionDefinition | undefined {
  const arn = integrationUri.exec(uri)?.groups?.['arn'];
  return arn === undefined ? undefined : functionNamed(arn, functions);
}
