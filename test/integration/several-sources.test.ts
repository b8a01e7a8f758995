import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signatureSchemes } from '../../lambdas/contract/signature-scheme';
import type { SourceDefinition } from '../../lambdas/contract/source-definition';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { synthesizeWithoutPlatform } from './synthesize-without-platform';
import { Cleanup } from '../../tools/local/cleanup';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import { signedHeaders } from '../../tools/local/play/sign';
import { signedCurl } from '../../tools/local/play/signed-curl';
import { samFiles } from '../../tools/local/sam-files';
import type { SourcePart } from '../../tools/local/stack-parts';
import { startLocal } from '../../tools/local/start-local';
import { runOperator } from '../operator/operator-run';
import { slackLikeScheme, stripeLikeScheme } from '../core/custom-schemes';
import { headersOf } from '../sign';

jest.setTimeout(240_000);

const presets = ['genesys', 'genesys-open-messaging', 'github-style', 'standard-webhooks'] as const;
const sources: readonly SourceDefinition[] = [
  ...presets.map((scheme) => ({ name: scheme, scheme })),
  { name: 'stripe-like', scheme: stripeLikeScheme },
  { name: 'slack-like', scheme: slackLikeScheme },
];
/** What they send is not Switchboard's own format. */
const otherFormats: readonly SourceDefinition[] = [
  { name: 'relay', scheme: 'genesys', format: 'genesys' },
  { name: 'open-messaging', scheme: 'genesys-open-messaging', format: 'genesys-open-messaging' },
];
const folder = mkdtempSync(join(tmpdir(), 'switchboard-sources-'));
const descriptionFile = join(folder, 'local.json');
const cleanup = new Cleanup();
cleanup.add(() => rmSync(folder, { recursive: true }));
let switchboard: LocalSwitchboard;

beforeAll(async () => {
  const assembly = join(folder, 'cdk.out');
  synthesizeWithoutPlatform({
    sources: [...sources, ...otherFormats],
    modules: [agentPresence],
    outdir: assembly,
  });
  switchboard = await cleanup.keep(startLocal({ assembly, descriptionFile, maxEnvironments: 1 }), (one) =>
    one.close(),
  );
});
afterAll(() => cleanup.run());

const partOf = (name: string): SourcePart => {
  const part = switchboard.parts.sources.find((one) => one.name === name);
  if (!part) throw new Error(`There is no source ${name}.`);
  return part;
};

const bodyOf = (id: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      id,
      eventType: 'agent.login',
      timestamp: '2026-04-09T08:00:00Z',
      userId: 'agent-1',
      data: { note: `it's "quoted" $HOME` },
    }),
  );

const post = async (url: string, body: Buffer, headers: Record<string, string>): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
  });
  return [response.status, await response.json()];
};

describe('a stack with several sources in the local runner', () => {
  it.each(sources.map(({ name }) => name))(
    'accepts what %s signs, and its command for a shell',
    async (name) => {
      const part = partOf(name);
      const body = bodyOf(`${name}-1`);

      const accepted = await post(part.url, body, signedHeaders(part, body));
      const curl = await promisify(execFile)('bash', ['-c', `${signedCurl(part, body)} --max-time 20`]);

      expect(accepted).toEqual([200, { status: 'accepted', id: `${name}-1` }]);
      expect(curl.stdout).toMatch(/^HTTP\/1\.1 200 /);
      expect(curl.stdout).toContain(`{"status":"duplicate","id":"${name}-1"}`);
    },
  );

  it.each(presets)('accepts what a sender of %s signs by itself', async (scheme) => {
    const part = partOf(scheme);
    const body = bodyOf(`${scheme}-2`);
    const prefix = 'prefix' in signatureSchemes[scheme].secret ? signatureSchemes[scheme].secret.prefix : '';
    const headers = headersOf[scheme](body, prefix + part.secret, Date.now());
    expect(await post(part.url, body, headers)).toEqual([200, { status: 'accepted', id: `${scheme}-2` }]);
  });

  it.each([...sources, ...otherFormats])('has an open door, as source check finds: $name', async (source) => {
    const { exitCode, out } = await runOperator(['source', 'check', source.name, '--json'], {
      descriptionFile,
    });

    expect(JSON.parse(out)).toMatchObject({ format: source.format ?? 'switchboard', code: 'IGNORED' });
    expect(exitCode).toBe(0);
  });

  it.each([
    ['relay', 'switchboard'],
    ['open-messaging', 'switchboard'],
    ['github-style', 'genesys'],
  ])('keeps in quarantine what source check sends %s in the format %s', async (name, format) => {
    const { exitCode, out } = await runOperator(['source', 'check', name, '--format', format], {
      descriptionFile,
    });

    expect(out).toMatch(/the signature is right, but .+ is not what this source sends: SCHEMA_VIOLATED/i);
    expect(exitCode).toBe(1);
  });

  it('keeps the secrets of its sources apart', async () => {
    const body = bodyOf('stolen');
    const { url } = partOf('github-style');
    const stolen = { ...partOf('github-style'), secret: partOf('genesys').secret };
    expect(await post(url, body, signedHeaders(stolen, body))).toEqual([
      401,
      expect.objectContaining({ error: 'UNAUTHORIZED' }),
    ]);
  });

  it('signs the event for SAM with every header of the scheme', () => {
    const body = bodyOf('sam');
    const files = samFiles({
      functions: [],
      sources: switchboard.parts.sources,
      extraEnvironment: {},
      ingestEvent: {
        headers: { Host: 'localhost' },
        multiValueHeaders: { Host: ['localhost'] },
        pathParameters: { source: 'standard-webhooks' },
        body: body.toString('base64'),
        isBase64Encoded: true,
      },
    });
    expect(files['ingest.json']).toMatchObject({
      headers: { Host: 'localhost', 'webhook-signature': expect.stringMatching(/^v1,.{43}=$/) },
      multiValueHeaders: {
        'webhook-id': [expect.stringMatching(/^msg_/)],
        'webhook-timestamp': [expect.stringMatching(/^\d{10}$/)],
      },
    });
  });
});
