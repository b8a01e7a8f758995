import * as path from 'node:path';
import { type BuildOptions, buildSync, formatMessagesSync, type Message, type Metafile } from 'esbuild';
import { BundlingError } from './bundling-error';

/**
 * How every function is bundled, chosen by module load time: the part of a cold start that is ours.
 *
 * Measured with the ingest function on Node 24 (median of 17): 42 ms as here; 66 ms without splitting, which
 * loads the SDK's credential providers that only other environments need; 71 ms with `main` before `module`,
 * whose CommonJS cannot be tree-shaken; 75 ms as one CommonJS file; 46 ms without minification. Shorter
 * identifiers and source maps make no difference.
 */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  // Identifiers stay as written, so that a stack trace names our functions without a source map.
  minifyWhitespace: true,
  minifySyntax: true,
  // Node prints the line that an uncaught error comes from: not all of a bundle, please.
  lineLimit: 160,
  legalComments: 'none',
  // CommonJS dependencies call `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  // Errors are thrown, warnings are printed below.
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * What is imported on demand and hardly ever, by specifier. Each shares SDK files with what every start loads, and
 * esbuild puts a shared file into one chunk with all that either of the two uses of it: the start would load what only
 * the other one needs. So they are bundled apart.
 */
const onDemand = [
  '#s3-objects',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
] as const;

const project = path.join(__dirname, '..');

/** The file, beside `index.mjs`, that holds what is imported as `specifier`. */
const fileOf = (specifier: string): string => `./${path.posix.basename(specifier).replace('#', '')}.mjs`;

/**
 * Bundles `entry` (a TypeScript file that exports `handler`) into `outputDir` as `index.mjs` and its chunks, and apart
 * from them, without a chunk in common, what it imports of `onDemand`.
 *
 * @throws BundlingError with file, line and reason of each problem.
 */
export function bundleFunction(entry: string, outputDir: string): void {
  const warnings = build(entry, path.resolve(outputDir));
  for (const text of formatMessagesSync([...warnings], { kind: 'warning' })) console.warn(text);
}

function build(entry: string, outdir: string): readonly Message[] {
  try {
    const start = buildSync({
      ...bundleOptions,
      entryPoints: { index: entry },
      outdir,
      alias: Object.fromEntries(onDemand.map((specifier) => [specifier, fileOf(specifier)])),
      external: onDemand.map(fileOf),
      metafile: true,
    });
    const entryPoints = onDemand
      .filter((specifier) => imports(start.metafile, fileOf(specifier)))
      .map((specifier) => ({ in: specifier, out: path.parse(fileOf(specifier)).name }));
    const apart = buildSync({ ...bundleOptions, absWorkingDir: project, entryPoints, outdir });
    return [...start.warnings, ...apart.warnings];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundlingError(path.relative(process.cwd(), entry), reason, { cause: error });
  }
}

const imports = ({ outputs }: Metafile, file: string): boolean =>
  Object.values(outputs).some((output) => output.imports.some((one) => one.path === file));
