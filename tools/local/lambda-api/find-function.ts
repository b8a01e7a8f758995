import { ServiceError } from '../control/service-error';
import type { FunctionDefinition } from '../model';
import { functionNamed } from '../template/resources/function-names';
import type { LambdaApiOptions } from './lambda-routes';

export type InvokableFunction =
  LambdaApiOptions['functions'] extends ReadonlyMap<string, infer One> ? One : never;

/** The function of a name, an ARN or the end of one (`<account>:function:<name>`). Throws `ServiceError`. */
export const findFunction = (nameOrArn: string, options: LambdaApiOptions): InvokableFunction => {
  const { functions, region, accountId } = options;
  const all = [...functions.values()];
  const definitions: readonly FunctionDefinition[] = all.map(({ definition }) => definition);
  const name = nameOrArn.replace(new RegExp(`^${accountId}:function:`), '');
  const found = functionNamed(name, definitions);
  const target = all.find(({ definition }) => definition === found);
  if (target !== undefined) return target;
  const arn = nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  throw new ServiceError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
};
