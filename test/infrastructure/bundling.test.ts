import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { bundleFunction } from '../../lib/bundle-function';
import { BundlingError } from '../../lib/bundling-error';
import { createApp } from '../../lib/create-app';
import { NodeFunction } from '../../lib/node-function';
import { loadedAtStart } from '../../tools/bench/loaded-at-start';
import { everyDependency } from '../every-dependency';
import { Synthesized } from './synthesized';
import { scratchFolder } from '../scratch-folder';

const outdir = scratchFolder();
const synthesized = new Synthesized(
  // Every module there is: each one's bundle has to start.
  createApp({ context: { stage: 'dev', ...everyDependency() }, outdir })
    .synth()
    .getStackByName('switchboard-dev').template,
);
const functions = [...synthesized.all('AWS::Lambda::Function').keys()];

const assetOf = (fn: string): string =>
  path.join(outdir, String(synthesized.get(fn).Metadata['aws:asset:path']));

const textOf = (files: readonly string[]): string =>
  files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');

const allFilesOf = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** How many copies of a class some files have: esbuild numbers the second and later ones. */
const copiesIn = (files: readonly string[], name: string): number =>
  textOf(files).match(new RegExp(`\\b${name}\\d*=class\\b`, 'g'))?.length ?? 0;

/** The variables of a function; of those that refer to a resource, some name in its stead. */
function variablesOf(fn: string): Record<string, string> {
  const { Variables } = environmentSchema.parse(synthesized.get(fn).Properties['Environment']);
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, resolved(value)]));
}

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = joinSchema.safeParse(value).data?.['Fn::Join'] ?? ['', ['a-name']];
  return parts.map(resolved).join(separator);
}

const environmentSchema = z.object({ Variables: z.record(z.string(), z.unknown()) });

/** What a module exports, asked in a process of its own: jest cannot load ES modules. */
const exportsOf = (file: string, variables: Readonly<Record<string, string>> = {}): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const m = await import(${JSON.stringify(file)}); console.log(JSON.stringify(Object.fromEntries(Object.entries(m).map(([name, value]) => [name, typeof value]))));`,
      ],
      { encoding: 'utf8', env: { AWS_REGION: 'us-east-1', ...variables } },
    ),
  );

describe('a bundle', () => {
  it.each(functions)(
    'of %s is found by its metadata and starts with the environment of the template',
    (fn) => {
      expect(synthesized.get(fn).Metadata).toMatchObject({
        'aws:asset:property': 'Code',
        'aws:asset:path': expect.stringMatching(/^asset\.[0-9a-f]{64}$/),
      });
      expect(exportsOf(path.join(assetOf(fn), 'index.mjs'), variablesOf(fn))).toEqual({
        handler: 'function',
      });
    },
  );

  it('belongs to one function: CDK gives no function the bundle of another', () => {
    expect(textOf(allFilesOf(assetOf('Ingest/Function')))).toContain('SIGNATURE_REJECTED');
    expect(textOf(allFilesOf(assetOf('Module-agent-presence/Processor/Function')))).not.toContain(
      'SIGNATURE_REJECTED',
    );
  });

  it.each(functions)('of %s loads at its start what every request needs and no more', (fn) => {
    const atStart = loadedAtStart(path.join(assetOf(fn), 'index.mjs'));

    expect(atStart.map((file) => path.basename(file))).toContain('index.mjs');
    // Rotation works with secrets and nothing else; all others with tables, and with secrets now and then at most.
    const [needed, onDemand] = fn.startsWith('Rotation')
      ? ['secretsmanager', 'DynamoDBClient']
      : ['DynamoDB', 'secretsmanager'];
    expect(textOf(atStart)).toContain(needed);
    expect(textOf(atStart)).not.toContain(onDemand);
    // The client of S3, which only events need that are too large for a message.
    expect(textOf(atStart)).not.toContain('PutObjectCommand');
    // And credential providers that Lambda does not use.
    expect(atStart.filter((file) => /sso|sts|signin|ini/i.test(path.basename(file)))).toEqual([]);
  });

  it.each(functions)('of %s loads at its start no SDK code that only what comes on demand uses', (fn) => {
    const atStart = loadedAtStart(path.join(assetOf(fn), 'index.mjs'));
    const all = allFilesOf(assetOf(fn));
    // The clients and protocols of STS and S3, and the checksums of streams.
    const onDemand = [
      'STSClient',
      'S3Client',
      'AwsQueryProtocol',
      'AwsRestXmlProtocol',
      'XmlShapeSerializer',
      'ChecksumStream',
    ];

    expect(onDemand.filter((name) => copiesIn(atStart, name) > 0)).toEqual([]);
    expect(copiesIn(all, 'STSClient')).toBe(1);
  });

  it.each(functions)('of %s shares no file between its start and the credential providers', (fn) => {
    const atStart = loadedAtStart(path.join(assetOf(fn), 'index.mjs'));
    const providers = ['http', 'imds', 'ini', 'process', 'sso', 'web-identity'].map((name) =>
      path.join(assetOf(fn), `credential-provider-${name}.mjs`),
    );

    expect(providers.flatMap(loadedAtStart).filter((file) => atStart.includes(file))).toEqual([]);
  });

  it.each(functions)('of %s loads at its start one copy of what all SDK clients share', (fn) => {
    const atStart = loadedAtStart(path.join(assetOf(fn), 'index.mjs'));

    expect(copiesIn(atStart, 'NormalizedSchema')).toBe(1);
  });

  it('of ingest has the clients of Secrets Manager and S3 for their first use', () => {
    const text = textOf(allFilesOf(assetOf('Ingest/Function')));

    expect(text).toContain('secretsmanager');
    expect(text).toContain('PutObjectCommand');
    expect(copiesIn(allFilesOf(assetOf('Ingest/Function')), 'S3Client')).toBe(1);
    // Of the client of S3 no more than what is used.
    expect(text).not.toContain('SelectObjectContentCommand');
  });

  it.each(functions)('of %s has no source map, and neither tests nor sources', (fn) => {
    expect(allFilesOf(assetOf(fn)).filter((file) => !file.endsWith('.mjs'))).toEqual([]);
  });
});

const functionDefaults = {
  architecture: Architecture.ARM_64,
  logRetention: RetentionDays.ONE_DAY,
  retainLogs: false,
  logLevel: 'INFO',
  tracing: false,
  endpointOverrides: false,
};

describe('bundling', () => {
  it('fails in a stack as it does by itself, and not as CDK has it', () => {
    const file = path.join(scratchFolder(), 'handler.ts');
    fs.writeFileSync(file, 'export const handler = ;\n');
    const stack = new Stack(new App({ outdir: scratchFolder(), analyticsReporting: false }));
    const entry = path.relative(path.join(__dirname, '../../lambdas'), file);

    const create = () =>
      new NodeFunction(stack, 'Broken', {
        defaults: functionDefaults,
        entry,
        description: 'Has a mistake.',
        serviceName: 'broken',
        timeout: Duration.seconds(1),
        memoryMiB: 128,
      });

    expect(create).toThrow(BundlingError);
    expect(() => bundleFunction(file, scratchFolder())).toThrow(
      /handler\.ts cannot be bundled:\n.+\n.+:1:23: ERROR: /,
    );
  });

  it('fails with the file, the line and the reason', () => {
    const folder = scratchFolder();
    const entry = path.join(folder, 'handler.ts');
    fs.writeFileSync(entry, "export const answer = 42;\nexport { handler } from './missing';\n");

    expect(() => bundleFunction(entry, path.join(folder, 'out'))).toThrow(
      /handler\.ts:2:24: ERROR: Could not resolve "\.\/missing"/,
    );
  });

  it('gives CommonJS dependencies a require', () => {
    const folder = scratchFolder();
    const entry = path.join(folder, 'handler.ts');
    fs.writeFileSync(path.join(folder, 'old.cjs'), "module.exports = require('node:os').EOL;\n");
    fs.writeFileSync(entry, "import eol from './old.cjs';\nexport const handler = () => eol;\n");

    bundleFunction(entry, path.join(folder, 'out'));

    expect(exportsOf(path.join(folder, 'out', 'index.mjs'))).toEqual({ handler: 'function' });
  });

  it('prints warnings', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const folder = scratchFolder();
    const entry = path.join(folder, 'handler.ts');
    fs.writeFileSync(entry, 'export const handler = (x: number) => x === -0;\n');

    bundleFunction(entry, path.join(folder, 'out'));

    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Comparison with -0'));
    warn.mockRestore();
  });
});
