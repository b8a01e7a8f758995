import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocal } from '../../tools/local/start-local';
import { synthesize, SynthesisError } from '../../tools/local/synthesize';
import { scratchFolder } from '../scratch-folder';

/** A project whose CDK app is this script. */
const projectWith = (script: string): string => {
  const folder = scratchFolder();
  const context = { 'own-key': 1, crmUrl: 'https://crm.test' };
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.js', context }));
  writeFileSync(join(folder, 'app.js'), script);
  return folder;
};

const keepContext = `require('node:fs').writeFileSync(process.env.CDK_OUTDIR + '.json', process.env.CDK_CONTEXT_JSON)`;
const tellContext = `console.error(process.env.CDK_CONTEXT_JSON); process.exit(1)`;

describe('synthesis', () => {
  it('gives the app the context of cdk.json, and over it the one that was asked for', async () => {
    const projectFolder = projectWith(keepContext);
    const outputFolder = join(projectFolder, 'out');

    await synthesize({ projectFolder, outputFolder, context: { crmUrl: 'https://other.test' } });
    const changed: unknown = JSON.parse(readFileSync(`${outputFolder}.json`, 'utf8'));
    await synthesize({ projectFolder, outputFolder });
    const own: unknown = JSON.parse(readFileSync(`${outputFolder}.json`, 'utf8'));

    expect(changed).toEqual({ 'own-key': 1, crmUrl: 'https://other.test' });
    expect(own).toEqual({ 'own-key': 1, crmUrl: 'https://crm.test' });
  });

  it('says what the app said when it failed', async () => {
    const projectFolder = projectWith(`console.error('no such stage'); process.exit(3)`);

    const synthesizing = synthesize({ projectFolder, outputFolder: join(projectFolder, 'out') });

    await expect(synthesizing).rejects.toBeInstanceOf(SynthesisError);
    await expect(synthesizing).rejects.toThrow('The CDK app failed (node app.js):\nno such stage');
  });

  it('has the modules that need a CRM deployed when the runner does it', async () => {
    const projectFolder = projectWith(tellContext);

    await expect(startLocal({ projectFolder })).rejects.toThrow('"crmUrl":"https://crm.invalid"');
  });
});
