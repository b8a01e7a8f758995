import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../tools/local/template/read-assembly';

const stackArtifact = (templateFile: string, more: object = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile, ...more },
  displayName: templateFile.split('.')[0],
});

const directories: string[] = [];

/** A cloud assembly as `cdk synth` writes it. */
function assembly(artifacts: object): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  directories.push(directory);
  const others = {
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    'dev.assets': { type: 'cdk:asset-manifest' },
  };
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ version: '55.0.0', artifacts: { ...artifacts, ...others } }),
  );
  for (const name of Object.keys(artifacts)) {
    writeFileSync(
      join(directory, `${name}.template.json`),
      JSON.stringify({ Description: name, Resources: {} }),
    );
  }
  return directory;
}

describe('readAssembly', () => {
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  it('takes the only stack of an assembly', () => {
    const directory = assembly({ dev: stackArtifact('dev.template.json') });

    expect(readAssembly({ directory })).toEqual({
      directory,
      stackName: 'dev',
      template: { Description: 'dev', Resources: {} },
      warnings: [],
    });
  });

  const warning = (data: unknown) => ({ type: 'aws:cdk:warning', data, trace: ['somewhere'] });
  const metadata = {
    '/dev': [
      { type: 'aws:cdk:creationStack', data: ['a'] },
      warning('Not deployed: m. [ack: switchboard:m]'),
    ],
    '/dev/Switchboard': [{ type: 'aws:cdk:logicalId', data: 'Id' }, warning('Nobody is told.')],
  };
  const warnings = ['Not deployed: m.', 'Nobody is told.'];

  it('has what the app warned of, from a file of its own', () => {
    const directory = assembly({
      dev: { ...stackArtifact('dev.template.json'), additionalMetadataFile: 'dev.metadata.json' },
    });
    writeFileSync(join(directory, 'dev.metadata.json'), JSON.stringify(metadata));

    expect(readAssembly({ directory })).toMatchObject({ warnings });
  });

  it('has what the app warned of, from the manifest', () => {
    const directory = assembly({ dev: { ...stackArtifact('dev.template.json'), metadata } });

    expect(readAssembly({ directory })).toMatchObject({ warnings });
  });

  it('refuses metadata that are none', () => {
    const directory = assembly({
      dev: { ...stackArtifact('dev.template.json'), additionalMetadataFile: 'dev.metadata.json' },
    });
    writeFileSync(join(directory, 'dev.metadata.json'), '{"/dev":"x"}');

    expect(() => readAssembly({ directory })).toThrow('dev.metadata.json is no metadata of a stack');
  });

  it.each(['prod', 'switchboard-production'])(
    'takes the stack asked for, by its id or its name: %s',
    (stackName) => {
      const directory = assembly({
        dev: stackArtifact('dev.template.json'),
        prod: stackArtifact('prod.template.json', { stackName: 'switchboard-production' }),
      });

      expect(readAssembly({ directory, stackName })).toMatchObject({
        stackName: 'switchboard-production',
        template: { Description: 'prod' },
      });
    },
  );

  it('lists the stacks when it cannot know which one is meant', () => {
    const directory = assembly({
      dev: stackArtifact('dev.template.json'),
      prod: stackArtifact('prod.template.json'),
    });

    expect(() => readAssembly({ directory })).toThrow(
      `Name the stack to run. Stacks in ${directory}: dev, prod.`,
    );
    expect(() => readAssembly({ directory, stackName: 'test' })).toThrow(
      `There is no one stack test. Stacks in ${directory}: dev, prod.`,
    );
  });

  it('says so when there is no stack at all', () => {
    const directory = assembly({});

    expect(() => readAssembly({ directory })).toThrow(`There is no stack in ${directory}.`);
  });

  it('says what to do when there is no assembly', () => {
    expect(() => readAssembly({ directory: '/nowhere/cdk.out' })).toThrow(
      '/nowhere/cdk.out/manifest.json cannot be read. Run "npm run synth" first.',
    );
  });

  it('refuses a manifest that is none', () => {
    const directory = assembly({ dev: 'stack' });

    expect(() => readAssembly({ directory })).toThrow('is no manifest of a cloud assembly');
  });
});
