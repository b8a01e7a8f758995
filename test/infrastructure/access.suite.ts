import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessIn } from './access-in';
import { synthesizeEveryPolicy } from './synthesized';

const file = join(__dirname, 'expected', 'access.txt');

const head = `# Who may do what in the deployed stack: every statement of every policy, and what else lets somebody in.
# A line that comes, goes or changes is a change of what an attacker can reach. Read it before you take it over:
#   UPDATE_EXPECTED=1 npx jest test/infrastructure/synthesis -t 'the access'
`;

describe('the access to the deployed stack and within it', () => {
  it('is what was reviewed, line by line', () => {
    const lines = accessIn(synthesizeEveryPolicy()).map((line) =>
      line.replaceAll(/[0-9A-F]{8}\b/g, '<hash>'),
    );
    const actual = `${head}\n${lines.join('\n')}\n`;
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, actual);

    expect(actual).toBe(readFileSync(file, 'utf8'));
  });
});
