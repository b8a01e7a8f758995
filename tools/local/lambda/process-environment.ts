import type { FunctionDefinition } from '../model';

export interface ProcessEnvironmentOptions {
  readonly definition: FunctionDefinition;
  readonly region: string;
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  /** What the runner adds, such as credentials and endpoints. Wins over the template's variables. */
  readonly extra: Readonly<Record<string, string>>;
}

const reserved = ({ definition, region, runtimeApi }: ProcessEnvironmentOptions): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMiB),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_RUNTIME_API: runtimeApi,
  LAMBDA_TASK_ROOT: definition.codePath,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  _HANDLER: definition.handler,
});

/**
 * All that a function's process sees: the template's variables, what Lambda reserves, what the runner
 * adds. Of this process's own environment it gets PATH, so that a variable which the template forgot
 * is missing here as well.
 */
export const processEnvironment = (options: ProcessEnvironmentOptions): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  ...options.definition.environment,
  ...options.extra,
  ...reserved(options),
});
