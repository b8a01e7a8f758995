import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const project = join(__dirname, '..');

/** The folder, what a file in it imports, and whether it may. */
const imports: readonly (readonly [folder: string, target: string, isAllowed: boolean])[] = [
  ['lambdas/contract', './limits', true],
  ['lambdas/contract', '../core/order-key', false],
  ['lambdas/contract', 'zod/mini', false],
  ['lambdas/core', './instant', true],
  ['lambdas/core', '../contract/limits', true],
  ['lambdas/core', 'node:crypto', true],
  ['lambdas/core', 'node:fs', false],
  ['lambdas/core', '@aws-sdk/client-sqs', false],
  ['lambdas/core', '../adapters/system-clock', false],
  ['lambdas/core', '../ingest/ports', false],
  ['lambdas/core/formats', '../genesys/topics', true],
  ['lambdas/core/formats', '../sequencing/decide', false],
  ['lambdas/core/genesys', '../instant', true],
  ['lambdas/core/genesys', '../formats/parse-event', false],
  ['lambdas/ingest', '../core/instant', true],
  ['lambdas/ingest', '../modules', true],
  ['lambdas/ingest', '../modules/agent-presence/manifest', false],
  ['lambdas/ingest', '../adapters/system-clock', false],
  ['lambdas/ingest', '@aws-sdk/client-sqs', false],
  ['lambdas/ingest', '../processor/ports', false],
  ['lambdas/ingest/event-bus', '../ingest-event', true],
  ['lambdas/ingest/event-bus', '../../modules', true],
  ['lambdas/ingest/event-bus', '../../adapters/system-clock', false],
  ['lambdas/ingest/event-bus', '../../processor/ports', false],
  ['lambdas/ingest/http-api', '../create-ingest-handler', true],
  ['lambdas/ingest/http-api', '../../modules', true],
  ['lambdas/ingest/http-api', '../../adapters/system-clock', false],
  ['lambdas/processor', '../core/instant', true],
  ['lambdas/processor', '../adapters/system-clock', false],
  ['lambdas/processor', '../ingest/ports', false],
  ['lambdas/processor', '../modules/agent-presence/module', false],
  ['lambdas/release', '../core/release-message', true],
  ['lambdas/release', '../modules', true],
  ['lambdas/release', '../modules/agent-presence/manifest', false],
  ['lambdas/release', '../adapters/system-clock', false],
  ['lambdas/release', '@aws-sdk/client-sqs', false],
  ['lambdas/release', '../processor/ports', false],
  ['lambdas/release', '../state/ports', false],
  ['lambdas/state', '../core/entity', true],
  ['lambdas/state', '../modules', true],
  ['lambdas/state', '../modules/agent-presence/manifest', false],
  ['lambdas/state', '../adapters/system-clock', false],
  ['lambdas/state', '@aws-sdk/client-dynamodb', false],
  ['lambdas/state', '../processor/ports', false],
  ['lambdas/guard', '../core/breaker/breaker-store', true],
  ['lambdas/guard', '../adapters/system-clock', false],
  ['lambdas/guard', '@aws-sdk/client-lambda', false],
  ['lambdas/guard', '../processor/ports', false],
  ['lambdas/governor', '../core/ports', true],
  ['lambdas/governor', '@aws-sdk/client-cloudwatch', false],
  ['lambdas/governor', '../guard/ports', false],
  ['lambdas/hydration', '../core/route-event', true],
  ['lambdas/hydration', '../modules', true],
  ['lambdas/hydration', '../processor/feature-module', true],
  ['lambdas/hydration', '../processor/none/process-independent', true],
  ['lambdas/hydration', '../processor/settle-failure', false],
  ['lambdas/hydration', '../processor/sequence/play-round', false],
  ['lambdas/hydration', '../ingest/ports', false],
  ['lambdas/hydration', '../adapters/genesys-records', false],
  ['lambdas/hydration', '../rest-client/rest-client', false],
  ['lambdas/hydration', '../modules/agent-presence/manifest', false],
  ['lambdas/hydration', '@aws-sdk/client-sqs', false],
  ['lambdas/ingest', '../hydration/ports', false],
  ['lambdas/ingest', '../rest-client/rest-client', false],
  ['lambdas/guard', '../hydration/ports', false],
  ['lambdas/rest-client', '../core/is-record', true],
  ['lambdas/rest-client', '../contract/environment', true],
  ['lambdas/rest-client', 'zod/mini', true],
  ['lambdas/rest-client', '@aws-sdk/client-sqs', false],
  ['lambdas/rest-client', '../processor/feature-module', false],
  ['lambdas/rest-client', '../modules/crm-sync/crm-errors', false],
  ['lambdas/adapters', '../rest-client/rest-client', true],
  ['lambdas/adapters', '../hydration/ports', true],
  ['lambdas/adapters', '../hydration/hydrate-event', false],
  ['lambdas/modules/mine', '../../rest-client/rest-client', true],
  ['lambdas/modules/mine', '../../hydration/ports', false],
  ['lib', '../lambdas/hydration/manifest', true],
  ['lib', '../lambdas/hydration/hydrate-event', false],
  ['lib', '../lambdas/rest-client/rest-client', false],
  ['tools/local', '../../lambdas/hydration/manifest', true],
  ['tools/local', '../../lambdas/hydration/hydrate-event', false],
  ['lambdas/rotation', '../core/sign-delivery', true],
  ['lambdas/rotation', '@aws-sdk/client-secrets-manager', false],
  ['lambdas/rotation', '../adapters/system-clock', false],
  ['lambdas/rotation', '../ingest/ports', false],
  ['lambdas/ingest', '../rotation/ports', false],
  ['lambdas/ingest', '../release/ports', false],
  ['lambdas/processor', '../state/ports', false],
  ['lambdas/adapters', '../ingest/ports', true],
  ['lambdas/adapters', '../processor/ports', true],
  ['lambdas/adapters', '../release/ports', true],
  ['lambdas/adapters', '../state/ports', true],
  ['lambdas/adapters', '../guard/ports', true],
  ['lambdas/adapters', '../governor/ports', true],
  ['lambdas/adapters', '../rotation/ports', true],
  ['lambdas/adapters', '../rotation/create-secret', false],
  ['lambdas/adapters', '../guard/reconcile', false],
  ['lambdas/adapters', '../ingest/ingest-event', false],
  ['lambdas/adapters', '../release/send-due-releases', false],
  ['lambdas/adapters', '../state/find-entity', false],
  ['lambdas/adapters', '../modules/agent-presence/manifest', false],
  ['lambdas/modules/mine', '../../processor/feature-module', true],
  ['lambdas/modules/mine', '../../processor/latest/latest-handler', true],
  ['lambdas/modules/mine', '../../processor/sequence/sequence-handler', true],
  ['lambdas/modules/mine', '../../processor/none/none-handler', true],
  ['lambdas/modules/mine', '../../processor/ports', false],
  ['lambdas/modules/mine', '../../processor/errors', false],
  ['lambdas/modules/mine', '../../processor/latest/dependencies', false],
  ['lambdas/modules/mine', '../../processor/sequence/play-round', false],
  ['lambdas/modules/mine', '../../core/instant', true],
  ['lambdas/modules/mine', '../../contract/environment', true],
  ['lambdas/modules/mine', './manifest', true],
  ['lambdas/modules/mine', '../other/module', false],
  ['lambdas/modules/mine', '../../ingest/ports', false],
  ['lambdas/modules/mine', '../../release/ports', false],
  ['lambdas/modules/mine', '../../state/ports', false],
  ['lambdas/modules/mine', '../../adapters/system-clock', false],
  ['lib', '../lambdas/contract/limits', true],
  ['lib', '../lambdas/modules', true],
  ['lib', '../lambdas/core/instant', false],
  ['lib', '../lambdas/modules/mine/module', false],
  ['lib', '../lambdas/release/send-due-releases', false],
  ['tools/local', '../../lambdas/core/instant', true],
  ['tools/local', '../../lambdas/modules', true],
  ['tools/local', '../../lambdas/ingest/ingest-event', false],
  ['tools/local', '../../lambdas/state/find-entity', false],
  ['tools/operator', '../../lambdas/core/sign-delivery', true],
  ['tools/operator', '../../lambdas/contract/source-rules', true],
  ['tools/operator', '../../lambdas/ingest/authenticate', false],
  ['tools/operator', '../../lambdas/adapters/secrets-manager-store', false],
];

const reportSchema = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

/** Lints files in a tree like the project's, with the project's rules; gives those whose imports are refused. */
const refused = (files: ReadonlyMap<string, string>): Set<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-imports-'));
  copyFileSync(join(project, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const oxlint = join(project, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const { diagnostics } = reportSchema.parse(JSON.parse(stdout));
  return new Set(
    diagnostics.filter(({ code }) => /no-(?:restricted|console)/.test(code)).map(({ filename }) => filename),
  );
};

const importing = (target: string): string => `import { one } from '${target}';\n\nexport const two = one;\n`;
const files = new Map(
  imports.map(([folder, target], index) => [`${folder}/probe-${index}.ts`, importing(target)]),
);
const manifest = 'lambdas/modules/mine/manifest.ts';
const clockReaders = ['core', 'ingest', 'processor', 'release', 'state', 'hydration'].map(
  (folder) => `lambdas/${folder}/clock-reader.ts`,
);
files.set(manifest, importing('../../core/instant'));
for (const file of clockReaders) files.set(file, 'export const now = (): number => Date.now();\n');
/** What a file of a module does, and whether it may. */
const deeds: readonly (readonly [file: string, deed: string, isAllowed: boolean])[] = [
  ['module-clock.ts', 'Date.now()', false],
  ['module-lots.ts', 'Math.random()', false],
  ['module-console.ts', "console.log('seen')", false],
  ['handler.ts', 'Date.now()', false],
  ['module-parse.ts', "Date.parse('2026-01-01T00:00:00Z')", true],
  ['crm-client.ts', 'Date.now()', true],
  ['sms-client.ts', "console.log('sent')", false],
];
const ofMine = (file: string): string => `lambdas/modules/mine/${file}`;
for (const [file, deed] of deeds) files.set(ofMine(file), `export const done = (): unknown => ${deed};\n`);

describe('the rules of the linter', () => {
  const found = refused(files);

  it.each(imports.map((one, index) => [...one, index] as const))(
    'about a file in %s that imports %s say that it may: %s',
    (folder, _target, isAllowed, index) => {
      expect(found.has(`${folder}/probe-${index}.ts`)).toBe(!isAllowed);
    },
  );

  it('refuse a manifest that imports more than its type', () => {
    expect(found.has(manifest)).toBe(true);
  });

  it.each(clockReaders)('refuse that %s reads the clock by itself', (file) => {
    expect(found.has(file)).toBe(true);
  });

  it.each(deeds)('about %s of a module that does %s say that it may: %s', (file, _deed, isAllowed) => {
    expect(found.has(ofMine(file))).toBe(!isAllowed);
  });
});
