import { environment } from '../contract/environment';
import { type Environment, EnvironmentReader } from '../core/environment-reader';

export interface ProcessorConfig {
  readonly claimsTable: string;
  readonly entitiesTable: string;
  readonly deadLetterQueueUrl: string;
}

/**
 * Reads a processor's configuration.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseProcessorConfig = (env: Environment): ProcessorConfig => {
  const reader = new EnvironmentReader(env);
  const claimsTable = reader.text(environment.claimsTable);
  const entitiesTable = reader.text(environment.entitiesTable);
  const deadLetterQueueUrl = reader.text(environment.deadLetterQueueUrl);
  return reader.finish(() => ({ claimsTable, entitiesTable, deadLetterQueueUrl }));
};
