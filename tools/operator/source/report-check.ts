import type { Surroundings } from '../surroundings';
import type { CheckTarget } from './check-target';
import type { Explanation } from './explanation';

interface Checked {
  readonly target: CheckTarget;
  readonly explanation: Explanation;
}

/** For people. */
export const checkAsText = ({ target, explanation }: Checked, colors: Surroundings['colors']): string => {
  const { isOpen, summary, causes, remedies } = explanation;
  const mark = isOpen ? colors.green('✓') : colors.red('✗');
  return [
    `${mark} ${colors.bold(target.source)} ${colors.dim(locationOf(target.url))}`,
    `  ${summary}`,
    ...section('It can come from:', causes),
    ...section(isOpen ? 'Note:' : 'What to do:', remedies),
    '',
  ].join('\n');
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `  - ${line}`)];

/** For programs. */
export const checkAsJson = ({ target, explanation }: Checked): string =>
  `${JSON.stringify({
    source: target.source,
    url: locationOf(target.url),
    scheme: target.schemeName,
    format: target.format,
    ...explanation,
  })}\n`;

/** Without a query: it may hold a token. */
const locationOf = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

const leastHiddenLength = 6;

/** What is printed may quote an answer, and an answer may repeat what was sent; so nothing secret is let through. */
export const withoutSecrets = (text: string, { secrets }: CheckTarget): string =>
  Object.values(secrets)
    .filter((secret) => typeof secret === 'string' && secret.length >= leastHiddenLength)
    .reduce((kept, secret) => kept.replaceAll(secret, '[secret]'), text)
    .replaceAll(/[0-9a-f]{64}|[A-Za-z0-9+/]{43}=/gi, '[signature]');
