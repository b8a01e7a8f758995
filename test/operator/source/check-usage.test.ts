import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../scratch-folder';
import { runOperator } from '../operator-run';

const url = 'http://127.0.0.1:1/dev/webhook/genesys';
const fileWith = (text: string): string => {
  const file = join(scratchFolder(), 'file.json');
  writeFileSync(file, text);
  return file;
};
const twoSources = JSON.stringify({
  sources: { a: { url, secret: 'x', scheme: 'genesys' }, b: { url, secret: 'y', scheme: 'genesys' } },
});

describe('source check, called wrongly, sends nothing, ends with 2 and', () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      'no runner and no URL',
      [],
      /No local runner is running here\. Start it with npm start, or give .+ --url/,
    ],
    ['no secret', ['--url', url], /--secret-env, --secret-id or --secret-stdin/],
    ['two secrets', ['--url', url, '--secret-env', 'S', '--secret-stdin'], /Give one of/],
    ['an unset variable', ['--url', url, '--secret-env', 'NOT_SET'], /NOT_SET is not set/],
    ['empty standard input', ['--url', url, '--secret-stdin'], /Nothing came from standard input/],
    ['no URL', ['--url', 'webhook', '--secret-env', 'S'], /The URL must be one such as https:/],
    ['another protocol', ['--url', 'ftp://host/webhook/genesys', '--secret-env', 'S'], /The URL must be/],
    [
      'a URL with a password',
      ['--url', 'https://u:p@host/webhook/genesys', '--secret-env', 'S'],
      /The URL must be/,
    ],
    [
      'an unknown scheme',
      ['--url', url, '--secret-env', 'S', '--scheme', 'none'],
      /There is no scheme "none"\. Give one of genesys/,
    ],
    [
      'two schemes',
      ['--url', url, '--secret-env', 'S', '--scheme', 'genesys', '--scheme-file', 'x'],
      /not both/,
    ],
    [
      'a scheme that cannot be told',
      ['other', '--url', url, '--secret-env', 'S'],
      /No preset is called "other", so say how it signs/,
    ],
    [
      'no file',
      ['--url', url, '--secret-env', 'S', '--scheme-file', '/nowhere'],
      /\/nowhere cannot be read as JSON/,
    ],
    [
      'a scheme that is none',
      ['--url', url, '--secret-env', 'S', '--scheme-file', fileWith('{}')],
      /^The scheme\.algorithm is undefined, but must be one of sha256/,
    ],
    [
      'an unknown format',
      ['--url', url, '--secret-env', 'S', '--format', 'xml'],
      /Allowed choices are switchboard/,
    ],
    ['a time-out of nothing', ['--url', url, '--secret-env', 'S', '--timeout', '0'], /from 1 to 999/],
    ['an unknown option', ['--secret', 'x'], /unknown option '--secret'/],
  ])('says what is wrong: %s', async (_, args, words) => {
    const run = await runOperator(['source', 'check', ...args], { env: { S: 'secret' } });
    expect(run.error).toMatch(words);
    expect(run.exitCode).toBe(2);
    expect(run.out).toBe('');
  });

  it.each([
    ['which of several sources', [], /The local runner has several sources: name one of these: a, b\./],
    ['which sources there are', ['c'], /The local runner has no source "c": name one of these: a, b\./],
  ])('asks or says %s', async (_, args, words) => {
    const run = await runOperator(['source', 'check', ...args], { descriptionFile: fileWith(twoSources) });
    expect([run.exitCode, run.error]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('the program', () => {
  it.each([
    [['--help'], 0],
    [['source', 'check', '--help'], 0],
    [[], 2],
    [['source'], 2],
    [['sauce'], 2],
  ])('called with %j ends with %d and says what there is', async (args, exitCode) => {
    const run = await runOperator(args);
    expect(run.exitCode).toBe(exitCode);
    expect(run.out + run.error).toMatch(/Usage:|unknown command/);
  });
});
