import { dependencyVariables } from '../contract/environment';
import { type Environment, EnvironmentReader } from '../core/environment-reader';

/** Where a system outside is and who calls it. */
export interface RestConfig {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly tokenUrl: string;
  /** ARN or name of the secret with the client's credentials. */
  readonly secretId: string;
}

const loopback = ['127.0.0.1', 'localhost'];
const urlRule =
  'an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost): correct it';

/**
 * Reads where a dependency is.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseRestConfig = (environment: Environment, dependency: string): RestConfig => {
  const reader = new EnvironmentReader(environment);
  const variables = dependencyVariables(dependency);
  const urlOf = (name: string): string => {
    const value = reader.text(name);
    // Not quoted: someone may have put a password into it.
    if (value !== '' && !isCallable(value)) reader.problem(`${name} must be ${urlRule}.`);
    return value;
  };
  const url = urlOf(variables.url).replace(/\/+$/, '');
  const tokenUrl = urlOf(variables.tokenUrl);
  const secretId = reader.text(variables.secretId);
  return reader.finish(() => ({ url, tokenUrl, secretId }));
};

const isCallable = (value: string): boolean => {
  if (!/^https?:\/\/[^\s?#\\]+$/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  return (protocol === 'https:' || loopback.includes(hostname)) && username === '' && password === '';
};
