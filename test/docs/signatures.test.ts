import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  isSchemeName,
  type SignatureSchemeName,
  signatureSchemes,
} from '../../lambdas/contract/signature-scheme';
import { checkSignature } from '../core/checked-signature';
import { slackLikeScheme, stripeLikeScheme } from '../core/custom-schemes';
import { closeServers, type ReceivedRequest, webhookServer } from '../operator/webhook-server';
import { scratchFolder } from '../scratch-folder';

const page = readFileSync(join(__dirname, '../../docs/signatures.md'), 'utf8');

/** The code blocks behind a comment such as `<!-- run: genesys -->`. */
const blocksAfter = (comment: string): string[] =>
  [...page.matchAll(/<!-- (.+?) -->\n\n```\w+\n(.*?)```/gs)].flatMap(([, name, code = '']) =>
    name === comment ? [code] : [],
  );
const blockAfter = (comment: string): string => blocksAfter(comment)[0] ?? '';

const presets = Object.keys(signatureSchemes).filter(isSchemeName);
const hasPython = spawnSync('python3', ['--version']).status === 0;
const ways: readonly (readonly [way: string, preset: SignatureSchemeName])[] = ['openssl', 'node', 'python']
  .filter((way) => way !== 'python' || hasPython)
  .flatMap((way) => presets.map((preset) => [way, preset] as const));

const awkward = String.raw`shell's $HOME " \ % + secret`;
const secretOf = (preset: SignatureSchemeName): string =>
  preset === 'standard-webhooks' ? `whsec_${Buffer.alloc(25, 0xfb).toString('base64')}` : awkward;

const run = async (way: string, preset: SignatureSchemeName, url: string): Promise<string> => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'event.json'), '{"id":"é 😀",\r\n"x":1}\r\n');
  writeFileSync(join(folder, 'send.py'), blockAfter('run: python'));
  writeFileSync(join(folder, 'send.mjs'), blockAfter('run: node'));
  const command = {
    openssl: blockAfter(`run: ${preset}`),
    node: `node send.mjs ${preset}`,
    python: `python3 send.py ${preset}`,
  }[way];
  const env = { ...process.env, URL: url, SECRET: secretOf(preset), no_proxy: '127.0.0.1' };
  const { stdout } = await promisify(execFile)('bash', ['-c', command ?? ''], {
    cwd: folder,
    env,
    timeout: 20_000,
  });
  return stdout;
};

const verdictOn = (preset: SignatureSchemeName, { headers, body }: ReceivedRequest) =>
  checkSignature({
    scheme: preset,
    secrets: { current: secretOf(preset) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? []])),
    body,
    nowMs: Date.now(),
  });

afterEach(closeServers);

describe('the page about signatures', () => {
  it.each(ways)('shows a delivery with %s that the scheme %s accepts', async (way, preset) => {
    const server = await webhookServer(() => ({ status: 200, body: { status: 'accepted' } }));

    const printed = await run(way, preset, server.url);

    expect(server.requests.map((request) => verdictOn(preset, request).kind)).toEqual(['valid']);
    expect(printed).toContain('{"status":"accepted"}');
  });

  it('shows schemes of one’s own that work', () => {
    const shown = blocksAfter('scheme').map((text): unknown => JSON.parse(text));
    expect(shown).toEqual([slackLikeScheme, stripeLikeScheme]);
  });

  it('names every preset', () => {
    for (const preset of presets) expect(page).toContain(`| \`${preset}\``);
  });
});
