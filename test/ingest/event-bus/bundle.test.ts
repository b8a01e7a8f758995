import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../../lib/bundle-function';

const project = join(__dirname, '../../..');

/** The files that go into a function's bundle. */
const inputsOf = (entry: string): readonly string[] =>
  Object.keys(
    buildSync({
      ...bundleOptions,
      absWorkingDir: project,
      entryPoints: { index: join('lambdas', entry) },
      outdir: 'nowhere',
      write: false,
      metafile: true,
    }).metafile.inputs,
  );

const aboutSecrets = (file: string): boolean =>
  /secrets-manager|^lambdas\/.*(?:secret|signature|authenticate)/.test(file);

describe('the bundle of the function behind event buses', () => {
  it('has nothing in it that could read a secret or check a signature, as the webhook’s has', () => {
    const ofBus = inputsOf('ingest/event-bus/handler.ts');

    expect(ofBus).toContain('lambdas/ingest/ingest-event.ts');
    expect(ofBus.filter(aboutSecrets)).toEqual([]);
    expect(inputsOf('ingest/handler.ts').filter(aboutSecrets)).not.toEqual([]);
  });
});
