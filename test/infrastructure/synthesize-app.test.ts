import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

jest.setTimeout(30_000);

/** Runs a program in the project's folder, as the CDK CLI runs the app. */
const run = (args: readonly string[], context: Readonly<Record<string, string>> = {}) => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'switchboard-app-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', ...args], {
    cwd: path.join(__dirname, '../..'),
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  rmSync(outdir, { recursive: true });
  return { status, stdout, lines: stderr.trim().split('\n') };
};

const withABadModule = `
  const { createApp } = require('./lib/create-app.ts');
  const { synthesizeApp } = require('./lib/synthesize-app.ts');
  const entity = { type: 'agent', idFrom: ['actorid'] };
  const bad = { name: 'Bad_Name', description: 'Bad.', policy: 'latest', types: ['a.b'], entity, timeoutSeconds: 0 };
  synthesizeApp(() => createApp({ modules: [bad], bundling: false }));
`;

describe('the CDK app', () => {
  it('says what is wrong with its context and nothing else', () => {
    const { status, stdout, lines } = run(['bin/switchboard.ts'], { stage: 'qa', arch: 'mips' });
    expect([status, stdout]).toEqual([1, '']);
    expect(lines).toEqual([
      'The configuration cannot be used:',
      expect.stringContaining('Context \'stage\' is "qa"'),
      expect.stringContaining('Context \'arch\' is "mips"'),
    ]);
  });

  it('says what is wrong with a module and nothing else', () => {
    const { status, stdout, lines } = run(['--eval', withABadModule]);
    expect([status, stdout]).toEqual([1, '']);
    expect(lines).toEqual([
      'The configuration cannot be used:',
      expect.stringContaining('Module name "Bad_Name"'),
      expect.stringContaining('timeoutSeconds is 0'),
    ]);
  });
});
