import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SignatureScheme, signatureSchemes } from '../../../lambdas/contract/signature-scheme';
import { eventFormats } from '../../../lambdas/contract/source-definition';
import { manifests } from '../../../lambdas/modules';
import { checkEvent, checkEventType } from '../../../lambdas/core/check-event';
import { checkSignature } from '../../core/checked-signature';
import { slackLikeScheme, stripeLikeScheme } from '../../core/custom-schemes';
import { ingestFixture, request } from '../../ingest/ingest-fixture';
import { scratchFolder } from '../../scratch-folder';
import { runOperator } from '../operator-run';
import { closeServers, type ReceivedRequest, webhookServer } from '../webhook-server';

afterEach(closeServers);

const secret = Buffer.alloc(24, 0xfb).toString('base64');
const fileWith = (value: unknown): string => {
  const file = join(scratchFolder(), 'file.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};

const isSigned = (scheme: SignatureScheme, { headers, body }: ReceivedRequest, key = secret): boolean =>
  checkSignature({
    scheme,
    secrets: { current: key },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? []])),
    body,
    nowMs: Date.now(),
  }).kind === 'valid';

const ignored = { status: 200, body: { status: 'ignored', id: 'x' } };

describe('the test event', () => {
  it('is of a type that no module takes', () => {
    expect(manifests.flatMap(({ types }): readonly string[] => types)).not.toContain(checkEventType);
  });

  it.each(eventFormats)('is JSON in the format %s, with an id of its own', (format) => {
    const event = checkEvent(format, { id: 'check-1', nowMs: 0 }).toString();
    expect(JSON.parse(event)).toBeInstanceOf(Object);
    expect(event).toContain('check-1');
    expect(event).toContain('1970-01-01T00:00:00.000Z');
  });

  it('is ignored by ingest itself, and nothing is stored', async () => {
    const ingest = ingestFixture({ secretsOf: { genesys: { current: secret } } });
    const server = await webhookServer(async ({ body, headers }) => {
      const answer = await ingest.handler(request(body, { headers }));
      return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown };
    });

    const run = await runOperator(['source', 'check', '--url', server.url, '--secret-stdin'], {
      stdin: secret,
    });

    expect(run.out).toBe(
      `✓ genesys ${server.url}\n  The door is open: the signature is right, and the test event was ignored, as it should be. Nothing was stored.\n`,
    );
    expect(run.exitCode).toBe(0);
    expect(ingest.claims.calls.claim).toBe(0);
    expect(ingest.queues.sent).toHaveLength(0);
  });
});

describe('the check', () => {
  it.each(Object.entries(signatureSchemes))('signs as %s does', async (name, scheme) => {
    const { url, requests } = await webhookServer(() => ignored);
    const args = ['source', 'check', '--url', url, '--scheme', name, '--secret-env', 'S'];
    expect((await runOperator(args, { env: { S: secret } })).exitCode).toBe(0);
    expect(requests.map((one) => isSigned(scheme, one))).toEqual([true]);
  });

  it.each([
    ['one header', stripeLikeScheme],
    ['two headers', slackLikeScheme],
  ])('signs with a scheme of one’s own, of %s', async (_, scheme) => {
    const { url, requests } = await webhookServer(() => ignored);
    const args = [
      'source',
      'check',
      'mine',
      '--url',
      url,
      '--scheme-file',
      fileWith(scheme),
      '--secret-stdin',
    ];
    const run = await runOperator([...args, '--json'], { stdin: `${secret}\n` });
    expect(JSON.parse(run.out)).toMatchObject({ source: 'mine', scheme: 'custom', isOpen: true });
    expect(requests.map((one) => isSigned(scheme, one))).toEqual([true]);
  });

  it('takes URL, scheme, format and secret of a running local runner', async () => {
    const { url, requests } = await webhookServer(() => ignored);
    const sources = { mine: { url, secret, scheme: 'github-style', format: 'genesys' } };
    const run = await runOperator(['source', 'check', '--json'], { descriptionFile: fileWith({ sources }) });
    expect(JSON.parse(run.out)).toMatchObject({ source: 'mine', scheme: 'github-style', format: 'genesys' });
    expect(requests.map((one) => isSigned(signatureSchemes['github-style'], one))).toEqual([true]);
    expect(requests[0]?.body.toString()).toContain('"topicName"');
  });

  it('says that a secret is no key before anything is sent', async () => {
    const { url, requests } = await webhookServer(() => ignored);
    const args = ['source', 'check', '--url', url, '--scheme', 'standard-webhooks', '--secret-stdin'];
    const run = await runOperator(args, { stdin: 'whsec_no base64!' });
    expect(run.exitCode).toBe(1);
    expect(run.out).toContain('The secret is no key for the scheme standard-webhooks.');
    expect(run.out).not.toContain('no base64!');
    expect(requests).toHaveLength(0);
  });
});

describe('a clock that is wrong', () => {
  const checkAt = async (scheme: string, date: Date) => {
    const { url } = await webhookServer(() => ({
      status: 401,
      headers: { date: date.toUTCString() },
      body: { error: 'UNAUTHORIZED', message: '' },
    }));
    const args = ['source', 'check', '--url', url, '--scheme', scheme, '--secret-stdin'];
    return (await runOperator(args, { stdin: secret })).out;
  };

  it.each([
    [-600_000, /This machine’s clock is 6\d\d s ahead, .*set the clock/],
    [600_000, /This machine’s clock is (?:6\d\d|59\d) s behind, .*set the clock/],
  ])('is told where the time is signed (%d ms away)', async (awayMs, words) => {
    expect(await checkAt('standard-webhooks', new Date(Date.now() + awayMs))).toMatch(words);
  });

  it('is not told where it is right, or where no time is signed', async () => {
    expect(await checkAt('standard-webhooks', new Date())).not.toContain('clock is');
    expect(await checkAt('genesys', new Date(0))).not.toContain('clock');
  });
});
