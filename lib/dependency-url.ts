/** Where a dependency is, as `dependencies` of the props and of a stage have it. */
export interface Dependency {
  /** Base URL; the module that calls the dependency appends its paths. */
  readonly url: string;
  /** Where an OAuth 2 client gets its access token. */
  readonly tokenUrl: string;
}

/** What such a URL must be, in words. */
export const dependencyUrlRule =
  'an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost)';

const loopback = ['127.0.0.1', 'localhost'];

/**
 * Whether a module may be told to call this URL. Credentials belong in the secret and not in a URL, which templates
 * and logs show; a query would stand in the way of a path.
 */
export function isDependencyUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^https?:\/\/[^\s?#\\]+$/.test(value) || !URL.canParse(value))
    return false;
  const { protocol, hostname, username, password } = new URL(value);
  return (protocol === 'https:' || loopback.includes(hostname)) && username === '' && password === '';
}
