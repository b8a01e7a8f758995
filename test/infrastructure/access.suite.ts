import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessIn } from './access-in';
import { type Synthesized, synthesizeEveryPolicy, synthesizeHttpApi } from './synthesized';

const head = (what: string): string => `# ${what}
# A line that comes, goes or changes is a change of what an attacker can reach. Read it before you take it over:
#   UPDATE_EXPECTED=1 npx jest test/infrastructure/synthesis -t 'the access'
`;

const access = (synthesized: Synthesized): readonly string[] =>
  accessIn(synthesized).map((line) => line.replaceAll(/[0-9A-F]{8}\b/g, '<hash>'));

/** Without what only the stage's name makes different. */
const ofAnyStage = (line: string): string => line.replaceAll(/(switchboard-?)(?:dev|prod)/g, '$1<stage>');

const expectReviewed = (name: string, what: string, lines: readonly string[]): void => {
  const file = join(__dirname, 'expected', name);
  const actual = `${head(what)}\n${lines.join('\n')}\n`;
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, actual);

  expect(actual).toBe(readFileSync(file, 'utf8'));
};

describe('the access to the deployed stack and within it', () => {
  it('is what was reviewed, line by line', () => {
    expectReviewed(
      'access.txt',
      'Who may do what in the deployed stack: every statement of every policy, and what else lets somebody in.',
      access(synthesizeEveryPolicy()),
    );
  });

  it('is what was reviewed where it is another one behind an HTTP API', () => {
    const rest = new Set(access(synthesizeEveryPolicy()).map(ofAnyStage));
    const http = access(synthesizeHttpApi()).map(ofAnyStage);
    const kept = new Set(http);

    expectReviewed(
      'access-http-api.txt',
      'What an HTTP API changes of access.txt: lines that come (+) and go (-).',
      [
        ...http.filter((line) => !rest.has(line)).map((line) => `+ ${line}`),
        ...[...rest].filter((line) => !kept.has(line)).map((line) => `- ${line}`),
      ],
    );
  });
});
