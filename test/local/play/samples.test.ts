import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExpectedOutcomesError } from '../../../tools/local/play/expected-outcomes';
import { freshEvent } from '../../../tools/local/play/fresh-event';
import { readSampleEvents } from '../../../tools/local/play/sample-events';
import { signedHeaders } from '../../../tools/local/play/sign';
import { signedCurl } from '../../../tools/local/play/signed-curl';
import { scratchFolder } from '../../scratch-folder';

const source = {
  name: 'genesys',
  scheme: 'genesys',
  url: 'http://127.0.0.1:3000/webhook/genesys',
  secret: 'key',
} as const;
const body = Buffer.from('The quick brown fox jumps over the lazy dog');
/** HMAC-SHA256 of that sentence with that key, as printed in many places. */
const signature = 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8';

const folderWith = (files: Record<string, string>): string => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'expected'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};

describe('a sample’s signature', () => {
  it('is the HMAC-SHA256 of the raw bytes in the scheme’s header', () => {
    expect(signedHeaders(source, body)).toEqual({ 'X-PureCloud-Signature': signature });
  });

  it('stands in a command that a shell takes as it is', () => {
    const quoted = Buffer.from(`{"note":"it's $HOME \\\\ \`id\`"}`);
    const value = signedHeaders(source, quoted)['X-PureCloud-Signature'];

    const { stdout } = spawnSync(
      'bash',
      ['-c', `curl() { printf '%s\\n' "$@"; }\n${signedCurl(source, quoted)}`],
      {
        encoding: 'utf8',
      },
    );

    expect(stdout.trim().split('\n')).toEqual([
      '-i',
      source.url,
      '-H',
      'Content-Type: application/json',
      '-H',
      `X-PureCloud-Signature: ${value}`,
      '--data-binary',
      quoted.toString(),
    ]);
  });
});

describe('a fresh event', () => {
  const anew = { id: 'new', timestamp: '2026-01-01T00:00:00.000Z' };

  it('is the sample with another id and time', () => {
    const sample = Buffer.from(
      '{ "id": "old", "eventType": "agent.login", "timestamp": "2023-10-27T08:00:00Z" }',
    );
    const fresh: unknown = JSON.parse(freshEvent(sample, anew)?.toString() ?? '');
    expect(fresh).toEqual({ ...anew, eventType: 'agent.login' });
  });

  it.each(['not JSON', '[]', '{"id":"old"}'])('cannot be made of %s', (sample) => {
    expect(freshEvent(Buffer.from(sample), anew)).toBeUndefined();
  });
});

describe('the sample events', () => {
  it('are the JSON files sorted by name, byte by byte, with what is expected of them', () => {
    const folder = folderWith({
      '02.json': 'not JSON\r\n',
      '01.json': '{"eventType":"agent.login"}',
      'notes.md': '',
      'expected/outcomes.json': JSON.stringify({
        '01.json': { source: 'genesys', answer: 'accepted', outcomes: { 'agent-presence': 'applied' } },
        '02.json': { source: 'genesys', answer: 'quarantined' },
      }),
    });

    const samples = readSampleEvents(folder);

    expect(samples).toEqual([
      {
        file: '01.json',
        path: join(folder, '01.json'),
        body: Buffer.from('{"eventType":"agent.login"}'),
        eventType: 'agent.login',
        expected: { source: 'genesys', answer: 'accepted', outcomes: { 'agent-presence': 'applied' } },
      },
      {
        file: '02.json',
        path: join(folder, '02.json'),
        body: Buffer.from('not JSON\r\n'),
        expected: { source: 'genesys', answer: 'quarantined', outcomes: {} },
      },
    ]);
  });

  it('may be none, and nothing may be expected of them', () => {
    expect(readSampleEvents(join(tmpdir(), 'switchboard-no-such-folder'))).toEqual([]);
    expect(readSampleEvents(folderWith({ '01.json': '{}' }))[0]).not.toHaveProperty('expected');
  });

  it.each([
    ['{', 'JSON'],
    ['{"01.json":{"source":"genesys","answer":"maybe"}}', 'answer'],
    ['{"01.json":{"source":"genesys","answer":"accepted","outcomes":{"m":"lost"}}}', 'outcomes'],
    ['{"01.json":{"source":"genesys","answer":"accepted","outcome":{}}}', 'outcome'],
  ])('are not played when the expectations are %s', (text, named) => {
    const folder = folderWith({ 'expected/outcomes.json': text });

    expect(() => readSampleEvents(folder)).toThrow(ExpectedOutcomesError);
    expect(() => readSampleEvents(folder)).toThrow(named);
  });
});
