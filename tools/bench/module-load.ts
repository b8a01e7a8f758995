import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import {
  dependencyVariables,
  environment,
  moduleQueueUrlVariable,
  sourceSecretIdVariable,
  sourceUrlVariable,
} from '../../lambdas/contract/environment';
import { hydrationDependency, hydrationName } from '../../lambdas/contract/hydration';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { manifests } from '../../lambdas/modules';
import { bundleFunction } from '../../lib/bundle-function';
import { loadedAtStart } from './loaded-at-start';

/**
 * How long the functions' bundles take to load and how much of each is read for that, beside one CommonJS file with
 * everything that a function of this kind usually imports. Each run is a process of its own; the bundles take turns, so
 * that a slow moment of the machine hits all of them.
 */
const runs = 31;

interface Bundle {
  readonly name: string;
  readonly file: string;
}

const bundleAll = (folder: string): Bundle[] => {
  const everything = join(folder, 'everything.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'everything-in-one-file.ts')],
    outfile: everything,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
  const entries = [
    'ingest',
    'ingest/event-bus',
    'ingest/http-api',
    'hydration',
    'rotation',
    'release',
    'state',
    'guard',
    'governor',
    ...manifests.map(({ name }) => `modules/${name}`),
  ];
  return [
    { name: 'everything in one CommonJS file', file: everything },
    ...entries.map((entry) => {
      const output = join(folder, entry.replaceAll('/', '-'));
      bundleFunction(join(__dirname, '../../lambdas', entry, 'handler.ts'), output);
      return { name: entry, file: join(output, 'index.mjs') };
    }),
  ];
};

const modules: readonly ModuleManifest[] = manifests;

const dependencyValues = (dependency: string): readonly (readonly [name: string, value: string])[] => {
  const { url, tokenUrl, secretId } = dependencyVariables(dependency);
  return [
    [url, 'https://crm.invalid'],
    [tokenUrl, 'https://crm.invalid/oauth/token'],
    [secretId, 'any'],
  ];
};

/** Enough for every function's configuration to be accepted. */
const functionEnvironment: Record<string, string> = {
  AWS_REGION: 'us-east-1',
  ...Object.fromEntries(Object.values(environment).map((name) => [name, 'any'])),
  [environment.sources]: JSON.stringify([
    { name: 'genesys', scheme: 'genesys', eventBus: 'aws.partner/genesys.com/cloud/any/any' },
  ]),
  [environment.modules]: manifests.map(({ name }) => name).join(','),
  [environment.claimRetentionHours]: '840',
  [environment.secretOverlapHours]: '24',
  [environment.secretRefetchSeconds]: '30',
  [environment.rotationSettleSeconds]: '60',
  [environment.maxBodyBytes]: '1048576',
  [environment.inlineBytes]: '65536',
  [environment.claimCheckBytes]: '262144',
  [environment.apiKind]: 'rest',
  [environment.governor]: JSON.stringify({ ratePerSecond: 1, burst: 1, floorPerSecond: 1, alarms: ['any'] }),
  [environment.guardedModules]: JSON.stringify([
    {
      module: 'any',
      dependencies: ['any'],
      queueUrl: 'any',
      queueArn: 'any',
      functionName: 'any',
      mappingId: 'any',
    },
  ]),
  [sourceSecretIdVariable('genesys')]: 'any',
  [sourceUrlVariable('genesys')]: 'https://ingest.invalid/webhook/genesys',
  ...Object.fromEntries(manifests.map(({ name }) => [moduleQueueUrlVariable(name), 'any'])),
  ...Object.fromEntries(dependencyValues(hydrationDependency)),
  [moduleQueueUrlVariable(hydrationName)]: 'any',
  ...Object.fromEntries(
    modules.flatMap(({ dependencies = [] }) => dependencies.flatMap((name) => dependencyValues(name))),
  ),
};

/** Milliseconds that the import of a bundle takes in a fresh process. */
const loadMs = (file: string): number => {
  const url = JSON.stringify(pathToFileURL(file).href);
  const program = `const start = performance.now(); await import(${url}); console.log(performance.now() - start)`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: functionEnvironment,
  });
  if (child.status !== 0) throw new Error(`${file} does not load:\n${child.stderr}`);
  return Number(child.stdout.trim().split('\n').at(-1));
};

const measure = (bundles: readonly Bundle[]): Map<Bundle, number[]> => {
  const samples = new Map<Bundle, number[]>(bundles.map((bundle) => [bundle, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const [bundle, times] of samples) {
      const time = loadMs(bundle.file);
      if (run > 0) times.push(time);
    }
  }
  for (const times of samples.values()) times.sort((a, b) => a - b);
  return samples;
};

const report = (samples: ReadonlyMap<Bundle, readonly number[]>): string => {
  const medians = [...samples.values()].map((times) => times[Math.floor(times.length / 2)] ?? Number.NaN);
  const table = new Table({
    head: ['bundle', 'min ms', 'median ms', 'ratio', 'files at start', 'bytes at start'],
    style: { head: [], border: [] },
  });
  for (const [index, [bundle, times]] of [...samples].entries()) {
    const median = medians[index] ?? Number.NaN;
    const ratio = median / (medians[0] ?? Number.NaN);
    const files = loadedAtStart(bundle.file);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    const durations = [times[0] ?? Number.NaN, median].map((ms) => ms.toFixed(1));
    table.push([bundle.name, ...durations, ratio.toFixed(2), files.length, bytes]);
  }
  return table.toString();
};

const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
try {
  console.log(report(measure(bundleAll(folder))));
} finally {
  rmSync(folder, { recursive: true });
}
