import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { scratchFolder } from '../scratch-folder';

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

const withoutAFolder = `
  const { createApp } = require('./lib/create-app.ts');
  const { synthesizeApp } = require('./lib/synthesize-app.ts');
  const entity = { type: 'call', idFrom: ['subject'] };
  const lost = { name: 'callbacks', description: 'Lost.', policy: 'latest', types: ['a.b'], entity };
  synthesizeApp(() => createApp({ modules: [lost, { ...lost, name: 'Bad_Name' }] }));
`;

const withABrokenBundle = (entry: string, outputDir: string): string => `
  const { bundleFunction } = require('./lib/bundle-function.ts');
  const { synthesizeApp } = require('./lib/synthesize-app.ts');
  synthesizeApp(() => bundleFunction(${JSON.stringify(entry)}, ${JSON.stringify(outputDir)}));
`;

describe('the CDK app', () => {
  it('says which module has no folder, beside everything else that is wrong', () => {
    const { status, stdout, lines } = run(['--eval', withoutAFolder]);
    expect([status, stdout]).toEqual([1, '']);
    expect(lines).toEqual([
      'The configuration cannot be used:',
      expect.stringContaining('Module name "Bad_Name"'),
      '  - Module "callbacks": lambdas/modules/callbacks/handler.ts is not there: name the folder as the module, or rename the module.',
    ]);
  });

  it('says what esbuild says of a function that cannot be bundled', () => {
    const folder = scratchFolder();
    const entry = path.join(folder, 'handler.ts');
    writeFileSync(entry, "export { handler } from './missing';\nexport const broken = ;\n");
    const { status, stdout, lines } = run(['--eval', withABrokenBundle(entry, path.join(folder, 'out'))]);
    expect([status, stdout]).toEqual([1, '']);
    expect(lines).toEqual([
      expect.stringMatching(/handler\.ts cannot be bundled:$/),
      'Build failed with 1 error:',
      expect.stringMatching(/handler\.ts:2:22: ERROR: Unexpected ";"$/),
    ]);
  });

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
